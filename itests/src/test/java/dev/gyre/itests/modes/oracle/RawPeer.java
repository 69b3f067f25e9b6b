package dev.gyre.itests.modes.oracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A socket of the JDK that the script itself moves: listening, or connected. */
final class RawPeer implements AutoCloseable {
    private final @Nullable ServerSocketChannel listening;
    private final @Nullable SocketChannel connected;

    private RawPeer(@Nullable ServerSocketChannel listening, @Nullable SocketChannel connected) {
        this.listening = listening;
        this.connected = connected;
    }

    static RawPeer listening() throws IOException {
        return new RawPeer(ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)), null);
    }

    static RawPeer connected(SocketAddress to) throws IOException {
        return new RawPeer(null, SocketChannel.open(to));
    }

    RawPeer accept() throws IOException {
        return new RawPeer(null, listening.accept());
    }

    SocketAddress address() throws IOException {
        return listening != null ? listening.getLocalAddress() : connected.getLocalAddress();
    }

    void step(Play play, String who, String[] words) throws IOException {
        switch (words[0]) {
            case "send" -> connected.write(ByteBuffer.wrap(Play.payload(words[1])));
            case "receive" -> receive(play, who, Integer.parseInt(words[1]));
            case "shutdown" -> connected.shutdownOutput();
            case "reset" -> {
                connected.setOption(StandardSocketOptions.SO_LINGER, 0);
                connected.close();
            }
            case "close" -> close();
            default -> throw new AssertionError("no step " + Arrays.toString(words) + " of a raw socket");
        }
    }

    private void receive(Play play, String who, int count) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(65_536);
        boolean[] ended = {false};
        connected.configureBlocking(false);
        play.until(count + " bytes at " + who, () -> {
            try {
                for (int n = connected.read(piece); n != 0 && got.size() < count; n = connected.read(piece)) {
                    if (n < 0) {
                        ended[0] = true;
                        return true;
                    }
                    got.write(piece.array(), 0, n);
                    piece.clear();
                }
                got.write(piece.array(), 0, piece.position());
                piece.clear();
                return got.size() >= count;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        play.trace().note(who, "received " + Trace.shown(got.toByteArray()));
        if (ended[0]) {
            play.trace().note(who, "end");
        }
    }

    @Override
    public void close() throws IOException {
        if (listening != null) {
            listening.close();
        }
        if (connected != null) {
            connected.close();
        }
    }
}
