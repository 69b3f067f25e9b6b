package dev.gyre.container;

import java.time.Instant;

/**
 * A connection of a server.
 *
 * @param server the server's name
 * @param loop the name of the loop it is on
 * @param local this side's address
 * @param peer the other side's address; empty for an unnamed Unix socket
 * @param since since when the container knows it
 * @param received bytes received
 * @param sent bytes sent
 * @param queued bytes written that the kernel has not taken yet
 */
public record ConnectionInfo(
        String server, String loop, String local, String peer, Instant since, long received, long sent, long queued) {}
