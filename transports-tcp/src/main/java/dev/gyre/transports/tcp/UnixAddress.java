package dev.gyre.transports.tcp;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopIo;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the addresses of Unix sockets, refusing early what the system would refuse obscurely. */
final class UnixAddress {
    /** Bytes of {@code sun_path} less the final zero: unix(7) on Linux has 108, the BSDs have 104. */
    private static final int LINUX_LIMIT = 107;

    private static final int BSD_LIMIT = 103;

    private UnixAddress() {}

    static SocketAddress of(LoopIo io, @Nullable Path path, @Nullable String abstractName) {
        if (path == null) {
            return ofName(io, Objects.requireNonNull(abstractName));
        }
        int length = path.toString().getBytes(nativeCharset()).length;
        int limit = System.getProperty("os.name", "").startsWith("Linux") ? LINUX_LIMIT : BSD_LIMIT;
        if (length > limit) {
            throw new IllegalArgumentException("The path of a Unix socket has at most " + limit + " bytes here, and "
                    + path + " has " + length + "; use a shorter or a relative one");
        }
        return UnixDomainSocketAddress.of(path);
    }

    private static AbstractUnixAddress ofName(LoopIo io, String abstractName) {
        if (!io.capabilities().contains(Capability.UNIX_ABSTRACT)) {
            throw new UnsupportedOperationException("Cannot use the abstract name " + abstractName
                    + ": the loop's backend lacks the capability " + Capability.UNIX_ABSTRACT + "; use a path");
        }
        return AbstractUnixAddress.of(abstractName);
    }

    private static Charset nativeCharset() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }
}
