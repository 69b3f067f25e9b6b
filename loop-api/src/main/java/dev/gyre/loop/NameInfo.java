package dev.gyre.loop;

/**
 * The answer of {@link EventLoop#getnameinfo}.
 *
 * @param host the host's name or number
 * @param service the service's name or number
 */
public record NameInfo(String host, String service) {}
