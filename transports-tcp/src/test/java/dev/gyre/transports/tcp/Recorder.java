package dev.gyre.transports.tcp;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol that writes down what it hears, and does what the test says. */
final class Recorder implements Protocol<Transport> {
    /** What a test has a protocol do. */
    interface Action {
        void run() throws Exception;
    }

    final List<String> events = new ArrayList<>();
    Transport transport;

    @Nullable
    Throwable cause;

    boolean keepsOpen;
    boolean echoes;
    Action onMade = () -> {};
    Action onData = () -> {};
    Action onEof = () -> {};
    Action onPause = () -> {};
    Action onResume = () -> {};
    Action onLost = () -> {};
    private final LoopRig rig;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    Recorder(LoopRig rig) {
        this.rig = rig;
    }

    String text() {
        return received.toString(StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return received.toByteArray();
    }

    int size() {
        return received.size();
    }

    boolean lost() {
        return events.contains("lost");
    }

    boolean heard(String event) {
        return events.contains(event);
    }

    private void hear(String event, Action action) throws Exception {
        events.add(event);
        try {
            action.run();
        } finally {
            rig.poke();
        }
    }

    @Override
    public void connectionMade(Transport made) throws Exception {
        transport = made;
        hear("made", onMade);
    }

    @Override
    public void dataReceived(ByteBuffer data) throws Exception {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        received.writeBytes(copy);
        if (!events.getLast().equals("data")) {
            events.add("data");
        }
        try {
            if (echoes) {
                transport.write(copy);
            }
            onData.run();
        } finally {
            rig.poke();
        }
    }

    @Override
    public boolean eofReceived() throws Exception {
        hear("eof", onEof);
        return keepsOpen;
    }

    @Override
    public void pauseWriting() throws Exception {
        hear("pause", onPause);
    }

    @Override
    public void resumeWriting() throws Exception {
        hear("resume", onResume);
    }

    @Override
    public void connectionLost(@Nullable Throwable why) throws Exception {
        cause = why;
        hear("lost", onLost);
    }
}
