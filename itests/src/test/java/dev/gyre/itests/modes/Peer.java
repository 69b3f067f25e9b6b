package dev.gyre.itests.modes;

import dev.gyre.loop.Callback;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One end of a connection: it writes down what it hears, and does what the test says. */
final class Peer implements Protocol<Transport> {
    final List<String> events = new ArrayList<>();
    Transport transport;
    Throwable cause;
    boolean keepsOpen;
    boolean echoes;
    Callback onMade = () -> {};
    Callback onData = () -> {};
    Callback onPause = () -> {};
    Callback onResume = () -> {};
    private final Rig rig;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    Peer(Rig rig) {
        this.rig = rig;
    }

    /** One that sends back whatever comes, also after the other side's end. */
    static Peer echo(Rig rig) {
        Peer echo = new Peer(rig);
        echo.echoes = true;
        return echo;
    }

    void write(String text) {
        transport.write(text, StandardCharsets.UTF_8);
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

    boolean heard(String event) {
        return events.contains(event);
    }

    boolean lost() {
        return heard("lost");
    }

    private void hear(String event, Callback action) throws Exception {
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
        if (events.isEmpty() || !events.getLast().equals("data")) {
            events.add("data");
        }
        if (echoes) {
            transport.write(copy);
        }
        try {
            onData.run();
        } finally {
            rig.poke();
        }
    }

    @Override
    public boolean eofReceived() throws Exception {
        hear("eof", () -> {});
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
    public void connectionLost(Throwable why) throws Exception {
        cause = why;
        hear("lost", () -> {});
    }
}
