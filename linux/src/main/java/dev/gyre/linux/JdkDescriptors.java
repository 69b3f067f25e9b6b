package dev.gyre.linux;

import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors under channels of the JDK, which the JDK does not tell unless it is started with a flag.
 *
 * <p><b>Threading</b>: any thread.
 *
 * <p><b>Ownership</b>: the channel stays the owner of its descriptor.
 */
public final class JdkDescriptors {
    private static final @Nullable Method OF_SOCKET = method("sun.nio.ch.SelChImpl", "getFDVal");

    private JdkDescriptors() {}

    private static @Nullable Method method(String type, String name) {
        try {
            Method method = Class.forName(type, false, null).getMethod(name);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /**
     * {@return the flag that is missing; empty when none is}
     */
    public static Optional<String> missingFlag() {
        Module here = JdkDescriptors.class.getModule();
        return OF_SOCKET != null
                ? Optional.empty()
                : Optional.of("--add-opens java.base/sun.nio.ch=" + (here.isNamed() ? here.getName() : "ALL-UNNAMED"));
    }

    /**
     * {@return the descriptor of a channel; empty when the flag is missing, or the channel is not of the JDK}
     *
     * @param channel a socket's, or the end of a pipe
     */
    public static OptionalInt of(SelectableChannel channel) {
        if (OF_SOCKET == null || !OF_SOCKET.getDeclaringClass().isInstance(channel)) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of((int) OF_SOCKET.invoke(channel));
        } catch (ReflectiveOperationException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * {@return the descriptor of a file; empty when the flag is missing, or the channel is not of the JDK}
     *
     * @param file the file
     */
    public static OptionalInt of(FileChannel file) {
        return FileDescriptors.of(file);
    }

    /** Looked for at the first question only. */
    private static final class FileDescriptors {
        private static final java.lang.reflect.@Nullable Field DESCRIPTOR = field();
        private static final @Nullable Method NUMBER = number();

        private static java.lang.reflect.@Nullable Field field() {
            try {
                var field =
                        Class.forName("sun.nio.ch.FileChannelImpl", false, null).getDeclaredField("fd");
                field.setAccessible(true);
                return field;
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        private static @Nullable Method number() {
            try {
                Method method =
                        Class.forName("sun.nio.ch.IOUtil", true, null).getMethod("fdVal", java.io.FileDescriptor.class);
                method.setAccessible(true);
                return method;
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        private static OptionalInt of(FileChannel file) {
            if (DESCRIPTOR == null
                    || NUMBER == null
                    || !DESCRIPTOR.getDeclaringClass().isInstance(file)) {
                return OptionalInt.empty();
            }
            try {
                return OptionalInt.of((int) NUMBER.invoke(null, DESCRIPTOR.get(file)));
            } catch (ReflectiveOperationException e) {
                return OptionalInt.empty();
            }
        }
    }
}
