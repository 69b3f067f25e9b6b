package dev.gyre.linux;

/**
 * The answer of getnameinfo(3).
 *
 * @param host the host's name or number
 * @param service the service's name or number
 */
public record FoundName(String host, String service) {}
