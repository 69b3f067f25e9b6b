package dev.gyre.loop;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Something received, and where it came from.
 *
 * @param <T> bytes, or their number
 * @param value what was received
 * @param from where it came from; null on a stream
 */
public record ReceivedFrom<T>(T value, @Nullable SocketAddress from) {}
