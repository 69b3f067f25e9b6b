package dev.gyre.loop.tck;

/**
 * The two ends of a connection.
 *
 * @param client the end that has connected
 * @param server the end that was accepted
 */
record StreamPair(StreamEnd client, StreamEnd server) {}
