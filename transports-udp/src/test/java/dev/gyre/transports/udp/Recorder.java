package dev.gyre.transports.udp;

import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.transport.DatagramTransport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol that writes down what it hears, and does what the test says. */
final class Recorder implements DatagramProtocol {
    /** What a test has a protocol do. */
    interface Action {
        void run() throws Exception;
    }

    final List<String> events = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    final List<Integer> sizes = new ArrayList<>();
    DatagramTransport transport;

    @Nullable
    SocketAddress from;

    Action onMade = () -> {};
    Action onDatagram = () -> {};
    Action onError = () -> {};
    Action onPause = () -> {};
    Action onLost = () -> {};
    private final Runnable poke;

    Recorder(Runnable poke) {
        this.poke = poke;
    }

    private void hear(String event, Action action) throws Exception {
        events.add(event);
        try {
            action.run();
        } finally {
            poke.run();
        }
    }

    boolean heard(String event) {
        return events.contains(event);
    }

    @Override
    public void connectionMade(DatagramTransport made) throws Exception {
        transport = made;
        hear("made", onMade);
    }

    @Override
    public void datagramReceived(ByteBuffer data, SocketAddress sender) throws Exception {
        from = sender;
        sizes.add(data.remaining());
        hear(
                data.remaining() > 100
                        ? "long"
                        : StandardCharsets.UTF_8.decode(data).toString(),
                onDatagram);
    }

    @Override
    public void errorReceived(Throwable cause) throws Exception {
        errors.add(cause);
        hear("error", onError);
    }

    @Override
    public void pauseWriting() throws Exception {
        hear("pause", onPause);
    }

    @Override
    public void resumeWriting() throws Exception {
        hear("resume", () -> {});
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) throws Exception {
        hear(cause == null ? "lost" : "lost by " + cause, onLost);
    }
}
