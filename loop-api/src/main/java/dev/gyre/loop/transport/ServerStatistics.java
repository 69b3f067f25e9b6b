package dev.gyre.loop.transport;

/**
 * What a server has counted since it was made.
 *
 * @param accepted connections accepted
 * @param open those of them that have not ended
 * @param received bytes received over all connections, ended ones included
 * @param sent bytes sent over all connections, ended ones included
 */
public record ServerStatistics(long accepted, long open, long received, long sent) {}
