package dev.gyre.itests.load;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Transport;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client in a process of its own. {@code idle N} opens that many connections, has one message echoed on each and holds them until the
 * next command; {@code churn N RATE} opens, echoes and closes that many at a rate a second. Each is answered by
 * {@code failures descriptors threads}.
 */
final class LoadProcess {
    private static final int AT_ONCE = 100;

    private final EventLoop loop;
    private final int port;
    private final List<Transport> held = new ArrayList<>();
    private int failures;

    private LoadProcess(EventLoop loop, int port) {
        this.loop = loop;
        this.port = port;
        loop.setExceptionHandler((l, context) -> {
            failures++;
            System.err.println(context);
        });
    }

    public static void main(String[] arguments) throws Exception {
        EventLoop loop = EventLoops.newEventLoop(LoopConfig.named("load").withBackends(arguments[0]));
        LoadProcess load = new LoadProcess(loop, Integer.parseInt(arguments[1]));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                load.obey(line.split(" "));
            }
        }
        loop.close();
    }

    private void obey(String[] words) throws Exception {
        releaseAll();
        int count = Integer.parseInt(words[1]);
        if (words[0].equals("idle")) {
            loop.runUntilComplete(inParallel(count));
        } else {
            loop.runUntilComplete(paced(count, Integer.parseInt(words[2])));
            releaseAll();
        }
        int descriptors = Objects.requireNonNull(new File("/proc/self/fd").list()).length;
        System.out.println(failures + " " + descriptors + " " + Thread.activeCount());
    }

    private void releaseAll() throws Exception {
        held.forEach(Transport::close);
        held.clear();
        LoopPromise<Void> settled = loop.createFuture();
        loop.callLater(20, TimeUnit.MILLISECONDS, () -> settled.setResult(null));
        loop.runUntilComplete(settled);
    }

    /** A hundred at a time, each followed by the next. */
    private LoopFuture<Void> inParallel(int count) {
        LoopPromise<Void> done = loop.createFuture();
        int[] begun = new int[1];
        int[] ended = new int[1];
        Callback next = new Callback() {
            @Override
            public void run() {
                if (begun[0] < count) {
                    begun[0]++;
                    ping(transport -> {
                        held.add(transport);
                        if (++ended[0] == count) {
                            done.setResult(null);
                        } else {
                            run();
                        }
                    });
                }
            }
        };
        for (int i = 0; i < AT_ONCE; i++) {
            loop.callSoon(next);
        }
        return done;
    }

    private LoopFuture<Void> paced(int count, int rate) {
        LoopPromise<Void> done = loop.createFuture();
        long step = TimeUnit.SECONDS.toNanos(1) / rate;
        long start = loop.time();
        int[] ended = new int[1];
        for (int i = 0; i < count; i++) {
            loop.callAt(
                    start + i * step,
                    () -> ping(transport -> {
                        transport.close();
                        if (++ended[0] == count) {
                            done.setResult(null);
                        }
                    }));
        }
        return done;
    }

    private void ping(Pong pong) {
        loop.createConnection(() -> new Pinger(pong), ConnectOptions.to("127.0.0.1", port))
                .addDoneCallback(this::note);
    }

    private void note(LoopFuture<Connection<Transport, Pinger>> made) {
        if (made.exception() != null) {
            failures++;
            Objects.requireNonNull(made.exception()).printStackTrace();
        }
    }

    @FunctionalInterface
    private interface Pong {
        void echoed(Transport transport);
    }

    private static final class Pinger implements Protocol<Transport> {
        private static final byte[] MESSAGE = "ping pong ping pong".getBytes(StandardCharsets.US_ASCII);
        private final Pong pong;
        private @Nullable Transport transport;
        private int received;

        private Pinger(Pong pong) {
            this.pong = pong;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            made.write(MESSAGE);
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            received += data.remaining();
            if (received == MESSAGE.length) {
                pong.echoed(Objects.requireNonNull(transport));
            }
        }
    }
}
