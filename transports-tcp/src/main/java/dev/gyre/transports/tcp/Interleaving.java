package dev.gyre.transports.tcp;

import dev.gyre.loop.AddressInfo;
import java.net.ProtocolFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The order of addresses in which families alternate (RFC 8305, section 4). */
final class Interleaving {
    private Interleaving() {}

    /**
     * Orders addresses.
     *
     * @param addresses the resolver's order
     * @param firstFamily how many of the first family come before the families alternate; 0 keeps the order
     */
    static List<AddressInfo> of(List<AddressInfo> addresses, int firstFamily) {
        if (firstFamily == 0 || addresses.isEmpty()) {
            return addresses;
        }
        Map<ProtocolFamily, Deque<AddressInfo>> families = new LinkedHashMap<>();
        for (AddressInfo address : addresses) {
            families.computeIfAbsent(address.family(), family -> new ArrayDeque<>())
                    .add(address);
        }
        List<AddressInfo> ordered = new ArrayList<>(addresses.size());
        Deque<AddressInfo> first = families.values().iterator().next();
        for (int i = 1; i < firstFamily && first.size() > 1; i++) {
            ordered.add(first.remove());
        }
        alternate(families.values(), ordered);
        return ordered;
    }

    private static void alternate(Collection<Deque<AddressInfo>> families, List<AddressInfo> ordered) {
        boolean more = true;
        while (more) {
            more = false;
            for (Deque<AddressInfo> family : families) {
                if (!family.isEmpty()) {
                    ordered.add(family.remove());
                    more = true;
                }
            }
        }
    }
}
