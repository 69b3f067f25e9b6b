package dev.gyre.loop;

import java.io.Serial;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name in Linux's abstract namespace (unix(7)), under which a Unix socket is found though no file stands for it. It goes when the last socket bound to it is
 * closed; permissions of the file system do not guard it.
 *
 * <p><b>Threading</b>: immutable, any thread.
 *
 * <p><b>Differences from asyncio</b>: there, such an address is a byte string that begins with a zero byte.
 */
public final class AbstractUnixAddress extends SocketAddress {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 107;

    /** Its name, without the leading zero byte. */
    private final byte[] name;

    private AbstractUnixAddress(byte[] name) {
        if (name.length == 0 || name.length > LONGEST) {
            throw new IllegalArgumentException("An abstract name has 1 to " + LONGEST + " bytes, and this has "
                    + name.length + ": " + new String(name, StandardCharsets.UTF_8));
        }
        this.name = name;
    }

    /**
     * Makes an address.
     *
     * @param name the name, without the leading zero byte; it goes to the kernel in UTF-8
     * @return the address
     * @throws IllegalArgumentException when it is empty or has more than 107 bytes
     */
    public static AbstractUnixAddress of(String name) {
        return new AbstractUnixAddress(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes an address of any bytes.
     *
     * @param name the name, without the leading zero byte; copied
     * @return the address
     * @throws IllegalArgumentException when it is empty or has more than 107 bytes
     */
    public static AbstractUnixAddress of(byte[] name) {
        return new AbstractUnixAddress(name.clone());
    }

    /**
     * {@return whether an address is one of Unix sockets: a path or an abstract name}
     *
     * @param address the address
     */
    public static boolean isUnix(@Nullable SocketAddress address) {
        return address instanceof UnixDomainSocketAddress || address instanceof AbstractUnixAddress;
    }

    /**
     * {@return the name, read as UTF-8}
     */
    public String name() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /**
     * {@return a copy of the name's bytes}
     */
    public byte[] bytes() {
        return name.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AbstractUnixAddress that && Arrays.equals(name, that.name);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }

    /** {@return the name as ss(8) and socat(1) write it, with an {@code @} before it} */
    @Override
    public String toString() {
        return "@" + name();
    }
}
