package dev.gyre.resolver.linux;

import dev.gyre.linux.NameCalls;
import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.NameFlag;
import java.util.Set;

/** The flags as the C library numbers them. */
final class Flags {
    private Flags() {}

    static int ofAddresses(Set<AddressFlag> flags) {
        return flags.stream().mapToInt(Flags::number).reduce(0, (some, more) -> some | more);
    }

    private static int number(AddressFlag flag) {
        return switch (flag) {
            case PASSIVE -> NameCalls.AI_PASSIVE;
            case CANONNAME -> NameCalls.AI_CANONNAME;
            case NUMERICHOST -> NameCalls.AI_NUMERICHOST;
            case NUMERICSERV -> NameCalls.AI_NUMERICSERV;
            case V4MAPPED -> NameCalls.AI_V4MAPPED;
            case ALL -> NameCalls.AI_ALL;
            case ADDRCONFIG -> NameCalls.AI_ADDRCONFIG;
        };
    }

    static int ofNames(Set<NameFlag> flags) {
        return flags.stream().mapToInt(Flags::number).reduce(0, (some, more) -> some | more);
    }

    private static int number(NameFlag flag) {
        return switch (flag) {
            case NUMERICHOST -> NameCalls.NI_NUMERICHOST;
            case NUMERICSERV -> NameCalls.NI_NUMERICSERV;
            case NAMEREQD -> NameCalls.NI_NAMEREQD;
            case DGRAM -> NameCalls.NI_DGRAM;
            case NOFQDN -> NameCalls.NI_NOFQDN;
        };
    }
}
