package dev.gyre.itests.modes.oracle;

import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.Transport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The protocols of a scenario: each notes what it hears, and does what the scenario says. */
final class Heard {
    private Heard() {}

    /** What all of them do. */
    private static final class Ear {
        private final Play play;
        private final String who;

        private Ear(Play play, String who) {
            this.play = play;
            this.who = who;
        }

        private void made(BaseTransport transport) throws Exception {
            play.thing(who, transport);
            hear("made", "made");
        }

        private boolean hear(String event, String what) throws Exception {
            play.trace().note(who, what);
            return play.act(who, event);
        }

        private void data(ByteBuffer data, String event) throws Exception {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            play.trace().data(who, copy);
            play.act(who, event);
        }
    }

    /** Is lent the bytes. */
    static final class Streaming implements Protocol<Transport> {
        private final Ear ear;

        Streaming(Play play, String who) {
            ear = new Ear(play, who);
        }

        @Override
        public void connectionMade(Transport transport) throws Exception {
            ear.made(transport);
        }

        @Override
        public void dataReceived(ByteBuffer data) throws Exception {
            ear.data(data, "data");
        }

        @Override
        public boolean eofReceived() throws Exception {
            return ear.hear("eof", "eof");
        }

        @Override
        public void pauseWriting() throws Exception {
            ear.hear("pause", "pause");
        }

        @Override
        public void resumeWriting() throws Exception {
            ear.hear("resume", "resume");
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) throws Exception {
            ear.hear("lost", "lost " + Trace.kind(cause));
        }
    }

    /** Gives a buffer of a size. */
    static final class Buffered implements BufferedProtocol<Transport> {
        private final Ear ear;
        private final ByteBuffer memory;

        Buffered(Play play, String who, int size) {
            ear = new Ear(play, who);
            memory = ByteBuffer.allocate(size);
        }

        @Override
        public void connectionMade(Transport transport) throws Exception {
            ear.made(transport);
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) throws Exception {
            ear.play.act(ear.who, "get_buffer");
            return memory.clear();
        }

        @Override
        public void bufferUpdated(int count) throws Exception {
            ear.data(memory.duplicate().position(0).limit(count), "buffer_updated");
        }

        @Override
        public boolean eofReceived() throws Exception {
            return ear.hear("eof", "eof");
        }

        @Override
        public void pauseWriting() throws Exception {
            ear.hear("pause", "pause");
        }

        @Override
        public void resumeWriting() throws Exception {
            ear.hear("resume", "resume");
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) throws Exception {
            ear.hear("lost", "lost " + Trace.kind(cause));
        }
    }

    /** Hears datagrams. */
    static final class Datagrams implements DatagramProtocol {
        private final Ear ear;

        Datagrams(Play play, String who) {
            ear = new Ear(play, who);
        }

        @Override
        public void connectionMade(DatagramTransport transport) throws Exception {
            ear.made(transport);
        }

        @Override
        public void datagramReceived(ByteBuffer data, SocketAddress from) throws Exception {
            ear.hear("datagram", "datagram " + Trace.shown(data));
        }

        @Override
        public void errorReceived(Throwable cause) throws Exception {
            ear.hear("error", "error " + Trace.kind(cause));
        }

        @Override
        public void pauseWriting() throws Exception {
            ear.hear("pause", "pause");
        }

        @Override
        public void resumeWriting() throws Exception {
            ear.hear("resume", "resume");
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) throws Exception {
            ear.hear("lost", "lost " + Trace.kind(cause));
        }
    }
}
