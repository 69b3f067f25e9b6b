package dev.gyre.subprocess;

import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.transport.SubprocessTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol that writes down what it hears, and does what the test says. */
final class Recorder implements SubprocessProtocol {
    /** What a test has a protocol do. */
    interface Action {
        void run(String event) throws Exception;
    }

    final List<String> events = new ArrayList<>();
    final StringBuilder[] output = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
    SubprocessTransport transport;
    Action action = event -> {};
    private final Runnable poke;

    Recorder(Runnable poke) {
        this.poke = poke;
    }

    private void hear(String event) throws Exception {
        events.add(event);
        try {
            action.run(event);
        } finally {
            poke.run();
        }
    }

    boolean heard(String event) {
        return events.contains(event);
    }

    /** {@return what was written to standard output} */
    String out() {
        return output[1].toString().strip();
    }

    @Override
    public void connectionMade(SubprocessTransport made) throws Exception {
        transport = made;
        hear("made");
    }

    @Override
    public void pipeDataReceived(int fd, ByteBuffer data) throws Exception {
        output[fd].append(StandardCharsets.ISO_8859_1.decode(data));
        hear("data " + fd);
    }

    @Override
    public void pipeConnectionLost(int fd, @Nullable Throwable cause) throws Exception {
        hear("pipe " + fd + (cause == null ? "" : " " + cause));
    }

    @Override
    public void processExited() throws Exception {
        hear("exited");
    }

    @Override
    public void pauseWriting() throws Exception {
        hear("pause");
    }

    @Override
    public void resumeWriting() throws Exception {
        hear("resume");
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) throws Exception {
        hear(cause == null ? "lost" : "lost by " + cause);
    }
}
