package dev.gyre.transports.tcp;

import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.TimerHandle;
import dev.gyre.loop.spi.StreamHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tries addresses in order until one connects: the next when one has failed, and with a delay (RFC 8305) also when one takes that long.
 * The first to connect wins, and the others are closed.
 */
final class ConnectRace implements ConnectAttempt.Judge {
    /** Hears how the race ends, once. */
    interface Finish {
        /** Somebody has won; the stream is the hearer's. */
        void won(StreamHandle stream);

        /** Everybody has failed. */
        void lost(List<Throwable> failures);
    }

    private final EventLoop loop;
    private final Finish finish;
    private final Iterator<AddressInfo> remotes;
    private final @Nullable List<AddressInfo> locals;
    private final Map<SocketOption<?>, Object> options;
    private final @Nullable Duration delay;
    private final Set<ConnectAttempt> running = new LinkedHashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private @Nullable TimerHandle nextStart;

    ConnectRace(
            EventLoop loop,
            Finish finish,
            List<AddressInfo> remotes,
            @Nullable List<AddressInfo> locals,
            Map<SocketOption<?>, Object> options,
            @Nullable Duration delay) {
        this.loop = loop;
        this.finish = finish;
        this.remotes = remotes.iterator();
        this.locals = locals;
        this.options = options;
        this.delay = delay;
    }

    /** Starts the next attempt that can be started; when none can and none runs, the race is lost. */
    void startNext() {
        stopTimer();
        boolean started = false;
        while (!started && remotes.hasNext()) {
            started = start(remotes.next());
        }
        if (started && delay != null && remotes.hasNext()) {
            nextStart = loop.callLater(delay, this::startNext);
        }
        if (running.isEmpty()) {
            finish.lost(failures);
        }
    }

    private boolean start(AddressInfo remote) {
        ConnectAttempt attempt = new ConnectAttempt(loop.io(), this);
        try {
            attempt.start(remote.family(), remote.address(), locals(remote.family()), options);
        } catch (IOException | UnsupportedOperationException e) {
            failures.add(e);
            return false;
        }
        running.add(attempt);
        return true;
    }

    private List<InetSocketAddress> locals(ProtocolFamily family) throws LoopIOException {
        if (locals == null) {
            return List.of();
        }
        List<InetSocketAddress> matching = locals.stream()
                .filter(local -> local.family() == family)
                .map(AddressInfo::address)
                .toList();
        if (matching.isEmpty()) {
            throw new LoopIOException(
                    ErrorKind.ADDRESS_NOT_AVAILABLE, "No local address of the family " + family + " was given", null);
        }
        return matching;
    }

    @Override
    public void connected(ConnectAttempt attempt, StreamHandle stream) {
        running.remove(attempt);
        abandon();
        finish.won(stream);
    }

    @Override
    public void failed(ConnectAttempt attempt, Throwable cause) {
        running.remove(attempt);
        failures.add(cause);
        startNext();
    }

    /** Closes every socket; nobody hears of it. */
    void abandon() {
        stopTimer();
        running.forEach(ConnectAttempt::abandon);
        running.clear();
    }

    private void stopTimer() {
        if (nextStart != null) {
            nextStart.cancel();
            nextStart = null;
        }
    }
}
