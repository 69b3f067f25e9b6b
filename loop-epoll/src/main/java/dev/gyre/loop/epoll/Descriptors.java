package dev.gyre.loop.epoll;

import dev.gyre.linux.JdkDescriptors;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Owned;
import java.nio.channels.SelectableChannel;
import java.util.OptionalInt;

/** The descriptor under whatever one owner has. */
final class Descriptors {
    static final int NONE = -1;

    private Descriptors() {}

    /** {@return the descriptor; {@link #NONE} when it cannot be known} */
    static int of(Owned what) {
        if (what.space() != Owned.Space.SYSTEM) {
            return NONE;
        }
        SelectableChannel channel = what.channel();
        return channel == null ? what.descriptor() : JdkDescriptors.of(channel).orElse(what.descriptor());
    }

    /** {@return whether epoll can take something over, without side effect} */
    static Adoption judge(Owned what) {
        SelectableChannel channel = what.channel();
        if (what.space() != Owned.Space.SYSTEM) {
            return Adoption.no(
                    what + " lives in an in-memory network; backend epoll reaches the kernel's descriptors alone");
        }
        if (what.closed() || channel != null && !channel.isOpen()) {
            return Adoption.no(what + " is closed");
        }
        if (of(what) != NONE) {
            return Adoption.yes();
        }
        return Adoption.no(what + " is a channel of the JDK, whose descriptor backend epoll learns only with the flag "
                + JdkDescriptors.missingFlag().orElse("(and this channel has none)"));
    }

    static OptionalInt known(Owned what) {
        int descriptor = of(what);
        return descriptor == NONE ? OptionalInt.empty() : OptionalInt.of(descriptor);
    }
}
