package dev.gyre.transports.udp;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.transport.DatagramOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The local and remote addresses of an endpoint, paired by their family; of several of one family the last is taken, as in asyncio. */
final class AddressPairs {
    /** Addresses of one family. */
    record Pair(
            ProtocolFamily family,
            @Nullable SocketAddress local,
            @Nullable SocketAddress remote) {}

    private static final int UDP = 17;

    private final DatagramOptions options;
    private final Map<ProtocolFamily, Pair> pairs = new LinkedHashMap<>();

    AddressPairs(DatagramOptions options) {
        this.options = options;
    }

    /** {@return what resolving an address would answer that needs none; a Unix address goes straight into its pair} */
    List<AddressInfo> known(SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            ProtocolFamily family = internet.getAddress() instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET;
            return options.family() == null || options.family() == family
                    ? List.of(new AddressInfo(family, AddressHints.DGRAM, UDP, null, internet))
                    : List.of();
        }
        pairs.put(
                StandardProtocolFamily.UNIX,
                new Pair(StandardProtocolFamily.UNIX, options.localAddress(), options.remoteAddress()));
        return List.of();
    }

    void local(List<AddressInfo> found) {
        for (AddressInfo info : found) {
            pairs.put(info.family(), new Pair(info.family(), info.address(), null));
        }
    }

    void remote(List<AddressInfo> found) {
        for (AddressInfo info : found) {
            pairs.merge(
                    info.family(),
                    new Pair(info.family(), null, info.address()),
                    (before, now) -> new Pair(before.family, before.local, now.remote));
        }
    }

    /**
     * {@return the pairs that have every address that was asked for}
     *
     * @throws IOException when there is none
     */
    List<Pair> inOrder() throws IOException {
        ProtocolFamily only = options.family();
        if (options.localAddress() == null && options.remoteAddress() == null && only != null) {
            return List.of(new Pair(only, null, null));
        }
        List<Pair> whole = new ArrayList<>();
        for (Pair pair : pairs.values()) {
            boolean lacks = (options.localAddress() != null && pair.local == null)
                    || (options.remoteAddress() != null && pair.remote == null);
            if (!lacks) {
                whole.add(pair);
            }
        }
        if (whole.isEmpty()) {
            throw new LoopIOException(
                    ErrorKind.ADDRESS_NOT_AVAILABLE,
                    "Cannot get address information: local " + options.localAddress() + " and remote "
                            + options.remoteAddress() + " have no family in common"
                            + (only == null ? "" : " that is " + only),
                    null);
        }
        return whole;
    }
}
