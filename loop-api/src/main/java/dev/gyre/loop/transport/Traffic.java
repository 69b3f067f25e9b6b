package dev.gyre.loop.transport;

import java.time.Instant;

/**
 * What has gone through a connection so far, as {@link ExtraInfo#TRAFFIC} tells it. A copy of the counts at the time of asking.
 *
 * @param since when the transport was made
 * @param received bytes received from the kernel
 * @param sent bytes that the kernel has taken, those of files included
 * @param queued bytes written that the kernel has not taken yet
 */
public record Traffic(Instant since, long received, long sent, long queued) {}
