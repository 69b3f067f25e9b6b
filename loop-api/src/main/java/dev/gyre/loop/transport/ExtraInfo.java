package dev.gyre.loop.transport;

import dev.gyre.loop.EventLoop;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A typed key for {@link BaseTransport#getExtraInfo}. The set is open: a provider makes its own with {@link #of}. Keys
 * are equal when name and type are, so they need not be shared between bundles.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Differences from asyncio</b>: the keys are typed, and {@link #DESCRIPTOR}, {@link #LOOP} and {@link #TRAFFIC} are new.
 *
 * @param <T> the type of the answer
 */
public final class ExtraInfo<T> {
    /** The peer's address ({@code peername}). */
    public static final ExtraInfo<SocketAddress> PEERNAME = of("peername", SocketAddress.class);
    /** The transport's own address ({@code sockname}). */
    public static final ExtraInfo<SocketAddress> SOCKNAME = of("sockname", SocketAddress.class);
    /** The socket's options and addresses ({@code socket}); valid across an exchange of the backend. */
    public static final ExtraInfo<TransportSocket> SOCKET = of("socket", TransportSocket.class);
    /** TLS: the compression algorithm ({@code compression}). Java's TLS never compresses, so there is no answer. */
    public static final ExtraInfo<String> COMPRESSION = of("compression", String.class);
    /** TLS: the name of the cipher suite ({@code cipher}). Provisional. */
    public static final ExtraInfo<String> CIPHER = of("cipher", String.class);
    /** TLS: the peer's own certificate ({@code peercert}); no answer when it showed none. Provisional. */
    public static final ExtraInfo<X509Certificate> PEERCERT = of("peercert", X509Certificate.class);
    /** TLS: the context ({@code sslcontext}). Provisional. */
    public static final ExtraInfo<SSLContext> SSLCONTEXT = of("sslcontext", SSLContext.class);
    /** TLS: the engine ({@code ssl_object}), to be asked and not to be driven. Provisional. */
    public static final ExtraInfo<SSLEngine> SSL_OBJECT = of("ssl_object", SSLEngine.class);
    /** Pipes: the end the transport was made of ({@code pipe}). */
    public static final ExtraInfo<PipeEnd> PIPE = of("pipe", PipeEnd.class);
    /** Child processes: the child ({@code subprocess}). */
    public static final ExtraInfo<ProcessHandle> SUBPROCESS = of("subprocess", ProcessHandle.class);
    /** The descriptor, where there is one; valid until the next exchange of the backend or the transport's close. */
    public static final ExtraInfo<Integer> DESCRIPTOR = of("descriptor", Integer.class);

    /** The loop the transport is on; the one question that any thread may ask. */
    public static final ExtraInfo<EventLoop> LOOP = of("loop", EventLoop.class);
    /** The bytes that have gone through, and those that wait; after the end of the connection the last counts. */
    public static final ExtraInfo<Traffic> TRAFFIC = of("traffic", Traffic.class);

    private final String name;
    private final Class<T> type;

    private ExtraInfo(String name, Class<T> type) {
        this.name = name;
        this.type = type;
    }

    /**
     * Makes a key.
     *
     * @param <T> the type of the answer
     * @param name its name; a provider's own begins with something that is the provider's
     * @param type the class of the answer
     * @return the key
     * @throws IllegalArgumentException when the name is empty or the type is a primitive one
     */
    public static <T> ExtraInfo<T> of(String name, Class<T> type) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A key has a name");
        }
        if (type.isPrimitive()) {
            throw new IllegalArgumentException(
                    "Key " + name + " has the primitive type " + type + "; use its wrapper class");
        }
        return new ExtraInfo<>(name, type);
    }

    /**
     * {@return its name, asyncio's where asyncio has it}
     */
    public String name() {
        return name;
    }

    /**
     * {@return the class of the answer}
     */
    public Class<T> type() {
        return type;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExtraInfo<?> that && name.equals(that.name) && type == that.type;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type);
    }

    @Override
    public String toString() {
        return name;
    }
}
