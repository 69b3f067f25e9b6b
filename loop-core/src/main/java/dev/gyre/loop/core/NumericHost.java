package dev.gyre.loop.core;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as numbers, read and written as the C library does: {@code 010.0.0.1} is octal, {@code ::1} is short, brackets belong to URLs. (The
 * JDK reads the first as decimal, writes the second long and takes the third.)
 */
final class NumericHost {
    private static final int GROUPS = 8;

    private NumericHost() {}

    /** {@return the address a text denotes without any name service, or null} */
    static @Nullable InetAddress parse(String host) {
        int scope = host.indexOf('%');
        try {
            if (host.indexOf(':') < 0) {
                return Inet4Address.ofPosixLiteral(host);
            }
            if (host.indexOf('[') >= 0) {
                return null;
            }
            return scope < 0
                    ? Inet6Address.ofLiteral(host)
                    : scoped(host.substring(0, scope), host.substring(scope + 1));
        } catch (IllegalArgumentException | IOException notOne) {
            return null;
        }
    }

    /**
     * With a scope by its number, or by the name of its interface when it is of the link. The JDK refuses the name of an interface that has
     * no address of that scope; the C library does not.
     */
    private static @Nullable InetAddress scoped(String number, String scope) throws IOException {
        if (!(Inet6Address.ofLiteral(number) instanceof Inet6Address address)) {
            return null;
        }
        if (!scope.isEmpty() && scope.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return Inet6Address.getByAddress(null, address.getAddress(), Integer.parseUnsignedInt(scope));
        }
        NetworkInterface named = ofLink(address) && !scope.isEmpty() ? NetworkInterface.getByName(scope) : null;
        return named == null ? null : Inet6Address.getByAddress(null, address.getAddress(), named.getIndex());
    }

    private static boolean ofLink(Inet6Address address) {
        return address.isLinkLocalAddress() || address.isMCLinkLocal();
    }

    /** {@return the number of an address, with the longest run of zeros left out, and its scope} */
    static String text(InetAddress address) {
        return address instanceof Inet6Address six ? groups(six.getAddress()) + scope(six) : address.getHostAddress();
    }

    private static String groups(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int longest = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > length) {
                longest = i;
                length = zeros;
            }
        }
        return length == 1
                ? hex(groups, 0, GROUPS)
                : hex(groups, 0, longest) + "::" + hex(groups, longest + length, GROUPS);
    }

    private static int zeros(int[] groups, int from) {
        int end = from;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }

    private static String hex(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static String scope(Inet6Address address) {
        int scope = address.getScopeId();
        if (scope == 0) {
            return "";
        }
        try {
            NetworkInterface named = ofLink(address) ? NetworkInterface.getByIndex(scope) : null;
            return "%" + (named == null ? Integer.toUnsignedString(scope) : named.getName());
        } catch (IOException | IllegalArgumentException e) {
            return "%" + Integer.toUnsignedString(scope);
        }
    }
}
