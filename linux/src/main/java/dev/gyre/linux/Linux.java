package dev.gyre.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the rest of this package can be used here.
 *
 * <p><b>Threading</b>: any thread.
 */
public final class Linux {
    private static final List<String> NEEDED = List.of(
            "epoll_create1",
            "epoll_ctl",
            "epoll_wait",
            "eventfd",
            "accept4",
            "recvmmsg",
            "sendmmsg",
            "getaddrinfo",
            "getnameinfo");

    private Linux() {}

    /**
     * {@return what is missing, with what to do about it; null when nothing is}
     */
    public static @Nullable String problem() {
        return Probe.PROBLEM;
    }

    /** Asks once, at the first question. */
    private static final class Probe {
        private static final @Nullable String PROBLEM = problem();

        private static @Nullable String problem() {
            String system = System.getProperty("os.name", "");
            if (!system.equals("Linux")) {
                return "needs Linux, and this is " + system;
            }
            if (Architecture.PRESENT == Architecture.OTHER) {
                return "knows the layouts of x86-64 and AArch64, and this is " + System.getProperty("os.arch");
            }
            // The JVM would let it pass with a warning on the program's standard error output.
            return Linux.class.getModule().isNativeAccessEnabled()
                    ? missing()
                    : "needs the flag --enable-native-access=" + self();
        }

        private static @Nullable String missing() {
            for (String each : NEEDED) {
                if (CLibrary.symbol(each).isEmpty()) {
                    return "needs the function " + each + ", which this C library does not have";
                }
            }
            EpollCalls calls = new EpollCalls();
            int descriptor = calls.create();
            if (descriptor >= 0) {
                calls.close(descriptor);
                return null;
            }
            return switch (Errno.of(descriptor)) {
                // Whoever opens a backend is told; it may be otherwise by then.
                case EMFILE, ENFILE, ENOMEM -> null;
                default -> "cannot make an epoll descriptor: " + Errno.describe(descriptor);
            };
        }

        private static String self() {
            Module here = Linux.class.getModule();
            return here.isNamed() ? here.getName() : "ALL-UNNAMED";
        }
    }
}
