package dev.gyre.loop;

import java.nio.channels.SelectableChannel;

/**
 * Something that can be watched for readiness: a {@link LoopSocket}, a channel or a descriptor.
 *
 * <p><b>Ownership</b>: it stays its user's; a watch borrows it. Remove the watch before closing it: a descriptor's number may be
 * used again by the system at once, and whoever gets it would be watched.
 */
public sealed interface Watchable permits LoopSocket, Watchable.OfChannel, Watchable.OfDescriptor {
    /**
     * Makes one of a channel. It is switched to non-blocking.
     *
     * @param channel the channel
     * @return what to watch
     */
    static Watchable of(SelectableChannel channel) {
        return new OfChannel(channel);
    }

    /**
     * Makes one of a descriptor.
     *
     * @param descriptor the descriptor
     * @return what to watch
     */
    static Watchable of(int descriptor) {
        return new OfDescriptor(descriptor);
    }

    /**
     * A channel.
     *
     * @param channel the channel
     */
    record OfChannel(SelectableChannel channel) implements Watchable {}

    /**
     * A descriptor.
     *
     * @param descriptor the descriptor, not negative
     */
    record OfDescriptor(int descriptor) implements Watchable {
        /** Checks the number. */
        public OfDescriptor {
            if (descriptor < 0) {
                throw new IllegalArgumentException("A descriptor is not negative: " + descriptor);
            }
        }
    }
}
