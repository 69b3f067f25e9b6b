package dev.gyre.transports.pipe;

import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol for each direction, of which a test uses one, that writes down what it hears, and does what the test says. */
final class Recorder {
    /** What a test has a protocol do. */
    interface Action {
        void run(String event) throws Exception;
    }

    final List<String> events = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BaseTransport transport;
    Throwable cause;
    boolean keepsDataEvents;
    Action action = event -> {};
    private final Runnable poke;

    Recorder(Runnable poke) {
        this.poke = poke;
    }

    ReadTransport reader() {
        return (ReadTransport) transport;
    }

    WriteTransport writer() {
        return (WriteTransport) transport;
    }

    void write(String text) {
        writer().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    boolean heard(String event) {
        return events.contains(event);
    }

    boolean lost() {
        return events.stream().anyMatch(each -> each.startsWith("lost"));
    }

    private void hear(String event) throws Exception {
        if (!event.equals("data") || keepsDataEvents) {
            events.add(event);
        }
        try {
            action.run(event);
        } finally {
            poke.run();
        }
    }

    /** For a pipe that is read. */
    final Protocol<ReadTransport> reading = new Protocol<>() {
        @Override
        public void connectionMade(ReadTransport made) throws Exception {
            transport = made;
            hear("made");
        }

        @Override
        public void dataReceived(ByteBuffer data) throws Exception {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            bytes.writeBytes(copy);
            hear("data");
        }

        @Override
        public boolean eofReceived() throws Exception {
            hear("eof");
            return true;
        }

        @Override
        public void connectionLost(@Nullable Throwable why) throws Exception {
            hearLost(why);
        }
    };

    /** For a pipe that is written. */
    final BaseProtocol<WriteTransport> writing = new BaseProtocol<>() {
        @Override
        public void connectionMade(WriteTransport made) throws Exception {
            transport = made;
            hear("made");
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
        public void connectionLost(@Nullable Throwable why) throws Exception {
            hearLost(why);
        }
    };

    private void hearLost(@Nullable Throwable why) throws Exception {
        cause = why;
        hear(why == null ? "lost" : "lost with " + why.getClass().getSimpleName());
    }
}
