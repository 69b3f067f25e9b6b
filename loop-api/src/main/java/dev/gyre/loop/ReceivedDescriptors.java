package dev.gyre.loop;

import java.util.List;

/**
 * What {@link LoopSocket#receiveDescriptors} has received.
 *
 * @param count how many bytes; 0 is the end of the stream
 * @param descriptors what came with them, open, closed on exec, and the receiver's to close or to adopt ({@link EventLoop#adoptSocket(int)})
 * @param truncated whether more descriptors were sent than these: more than were wanted, which are closed, or more than this process may have open, which
 *     are lost
 */
public record ReceivedDescriptors(int count, List<Integer> descriptors, boolean truncated) {
    /** Copies the list. */
    public ReceivedDescriptors {
        descriptors = List.copyOf(descriptors);
    }
}
