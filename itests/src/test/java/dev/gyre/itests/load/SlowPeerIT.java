package dev.gyre.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Transport;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gigabyte to a peer that reads more slowly than the loop writes takes no more memory than the limits of the write buffer say; one from a peer
 * that writes faster than the protocol takes it takes none but the loop's own buffer. */
final class SlowPeerIT {
    private static final long TOTAL = 1L << 30;
    private static final int CHUNK = 48 * 1024;
    /** How often the peer turns to something else before it reads on. */
    private static final int PAUSE_EVERY = 4 * 1024 * 1024;

    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = {"epoll", "nio"})
    void shouldStreamAGigabyteInBoundedMemory(String backend) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EventLoop loop =
                        EventLoops.newEventLoop(LoopConfig.named("slow").withBackends(backend))) {
            FutureTask<Long> peer = new FutureTask<>(reading(listening));
            Thread.ofPlatform().start(peer);
            Source source = new Source(loop.createFuture());
            loop.runUntilComplete(loop.createConnection(
                    () -> source,
                    ConnectOptions.to(listening.getInetAddress().getHostAddress(), listening.getLocalPort())));
            loop.runUntilComplete(source.ended);
            assertEquals(TOTAL, peer.get());
            assertTrue(source.pauses > 100, () -> "the peer was not slow: " + source.pauses + " pauses");
            assertTrue(
                    source.mostQueued <= 64 * 1024 + CHUNK,
                    () -> source.mostQueued + " bytes were queued beyond the limit");
        }
    }

    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = {"epoll", "nio"})
    void shouldReceiveAGigabyteAtItsOwnPace(String backend) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EventLoop loop =
                        EventLoops.newEventLoop(LoopConfig.named("slow").withBackends(backend))) {
            FutureTask<Long> peer = new FutureTask<>(writing(listening));
            Thread.ofPlatform().start(peer);
            Sink sink = new Sink(loop);
            loop.runUntilComplete(loop.createConnection(
                    () -> sink,
                    ConnectOptions.to(listening.getInetAddress().getHostAddress(), listening.getLocalPort())));
            loop.runUntilComplete(sink.ended);
            assertEquals(TOTAL, peer.get());
            assertEquals(TOTAL, sink.count);
            assertTrue(sink.pauses > 100, () -> "the protocol was not slow: " + sink.pauses + " pauses");
        }
    }

    private static Callable<Long> writing(ServerSocket listening) {
        return () -> {
            try (Socket socket = listening.accept();
                    OutputStream out = socket.getOutputStream()) {
                byte[] chunk = new byte[CHUNK];
                for (int i = 0; i < CHUNK; i++) {
                    chunk[i] = (byte) i;
                }
                for (long left = TOTAL; left > 0; left -= CHUNK) {
                    out.write(chunk, 0, (int) Math.min(CHUNK, left));
                }
                return TOTAL;
            }
        };
    }

    /** Checks every byte, pauses now and then for some iterations, and is given nothing meanwhile. */
    private static final class Sink implements Protocol<Transport> {
        private static final int ITERATIONS = 3;

        private final EventLoop loop;
        private final LoopPromise<Void> ended;
        private @Nullable Transport transport;
        private long count;
        private long nextPause = PAUSE_EVERY;
        private int pauses;
        private boolean paused;

        Sink(EventLoop loop) {
            this.loop = loop;
            this.ended = loop.createFuture();
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            if (paused) {
                throw new AssertionError("given " + data + " while paused");
            }
            while (data.hasRemaining()) {
                if (data.get() != (byte) (count % CHUNK)) {
                    throw new AssertionError("Byte " + count + " is wrong");
                }
                count++;
            }
            if (count >= nextPause && transport != null) {
                nextPause += PAUSE_EVERY;
                pauses++;
                paused = true;
                transport.pauseReading();
                resumeIn(ITERATIONS);
            }
        }

        private void resumeIn(int iterations) {
            loop.callSoon(() -> {
                if (iterations > 0) {
                    resumeIn(iterations - 1);
                } else if (transport != null) {
                    paused = false;
                    transport.resumeReading();
                }
            });
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            if (cause == null) {
                ended.setResult(null);
            } else {
                ended.setException(cause);
            }
        }
    }

    /** Reads with pauses of its own and checks every byte; a count of what came. */
    private static Callable<Long> reading(ServerSocket listening) {
        return () -> {
            try (Socket socket = listening.accept();
                    InputStream in = socket.getInputStream()) {
                byte[] buffer = new byte[64 * 1024];
                long count = 0;
                long nextPause = PAUSE_EVERY;
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    for (int i = 0; i < n; i++) {
                        if (buffer[i] != (byte) ((count + i) % CHUNK)) {
                            throw new AssertionError("Byte " + (count + i) + " is wrong");
                        }
                    }
                    count += n;
                    if (count >= nextPause) {
                        nextPause += PAUSE_EVERY;
                        Thread.yield();
                    }
                }
                return count;
            }
        };
    }

    /** Writes until it is told to pause, and on when it is told to resume. */
    private static final class Source implements Protocol<Transport> {
        private final LoopPromise<Void> ended;
        private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        private @Nullable Transport transport;
        private long left = TOTAL;
        private boolean paused;
        private int pauses;
        private long mostQueued;

        Source(LoopPromise<Void> ended) {
            this.ended = ended;
            for (int i = 0; i < CHUNK; i++) {
                chunk.put(i, (byte) i);
            }
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            write();
        }

        private void write() {
            Transport to = transport;
            while (to != null && !paused && left > 0) {
                to.write(chunk.clear().limit((int) Math.min(CHUNK, left)));
                left -= Math.min(CHUNK, left);
                mostQueued = Math.max(mostQueued, to.getWriteBufferSize());
            }
            if (to != null && left == 0) {
                to.close();
            }
        }

        @Override
        public void pauseWriting() {
            paused = true;
            pauses++;
        }

        @Override
        public void resumeWriting() {
            paused = false;
            write();
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            if (cause == null) {
                ended.setResult(null);
            } else {
                ended.setException(cause);
            }
        }
    }
}
