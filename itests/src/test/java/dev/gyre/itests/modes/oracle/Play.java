package dev.gyre.itests.modes.oracle;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One playing of a scenario on a loop that is idle between the steps and the caller's. */
public final class Play {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Something that begins an operation. */
    interface Beginning<T> {
        LoopFuture<T> begin() throws Exception;
    }

    private final EventLoop loop;
    private final Path folder;
    private final Trace trace = new Trace(this::poke);
    private final Map<String, Object> things = new HashMap<>();
    private final Map<String, List<String[]>> actions = new HashMap<>();
    private final Map<String, Integer> buffers = new HashMap<>();
    private final Map<String, Integer> accepted = new HashMap<>();
    private final Map<String, SocketAddress> addresses = new HashMap<>();
    private final Deque<AutoCloseable> cleanup = new ArrayDeque<>();
    private BooleanSupplier awaited = () -> false;

    private Play(EventLoop loop, Path folder) {
        this.loop = loop;
        this.folder = folder;
        loop.setExceptionHandler((_, report) ->
                trace.note("loop", "report " + Trace.kind(report.exception().orElse(null))));
    }

    /**
     * Plays a scenario and closes what it has left.
     *
     * @param loop an idle loop that belongs to the calling thread
     * @param scenario what to play
     * @param folder where its files and Unix sockets go
     * @return what was heard, a line for each who heard something
     */
    public static List<String> of(EventLoop loop, Scenario scenario, Path folder) throws Exception {
        Play play = new Play(loop, folder);
        Steps steps = new Steps(play);
        try {
            for (String line : scenario.steps()) {
                steps.step(line.split(" +"));
            }
            return play.trace.lines();
        } finally {
            loop.setExceptionHandler(null);
            play.close();
        }
    }

    EventLoop loop() {
        return loop;
    }

    Trace trace() {
        return trace;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    // Who takes part

    void thing(String name, Object thing) {
        things.put(name, thing);
    }

    /** A server keeps its address for the scenario after it was closed. */
    void server(String name, Server server) throws IOException {
        things.put(name, server);
        addresses.put(name, server.sockets().getFirst().localAddress());
    }

    <T> T thing(String name, Class<T> type) {
        Object found = things.get(name);
        if (!type.isInstance(found)) {
            throw new AssertionError(name + " is " + found + ", no " + type.getSimpleName());
        }
        return type.cast(found);
    }

    @Nullable
    Object any(String name) {
        return things.get(name);
    }

    <T extends AutoCloseable> T keep(String name, T thing) {
        things.put(name, thing);
        cleanup.push(thing);
        return thing;
    }

    void buffered(String who, int size) {
        buffers.put(who, size);
    }

    StreamProtocol<Transport> protocol(String who) {
        Integer size = buffers.get(who);
        return size == null ? new Heard.Streaming(this, who) : new Heard.Buffered(this, who, size);
    }

    StreamProtocol<Transport> accept(String server) {
        return protocol(server + accepted.merge(server, 1, Integer::sum));
    }

    int accepted(String server) {
        return accepted.getOrDefault(server, 0);
    }

    SocketAddress address(String who) throws IOException {
        return switch (things.get(who)) {
            case Server _ -> addresses.get(who);
            case BaseTransport transport ->
                transport.getExtraInfo(ExtraInfo.SOCKNAME).orElseThrow();
            case LoopSocket socket -> socket.localAddress();
            case RawPeer raw -> raw.address();
            case SocketAddress known -> known;
            case null, default -> throw new AssertionError(who + " has no address");
        };
    }

    // What they do by themselves

    void on(String who, String event, String[] words) {
        List<String[]> all = new ArrayList<>();
        List<String> one = new ArrayList<>();
        for (String word : words) {
            if (word.equals(";")) {
                all.add(one.toArray(String[]::new));
                one.clear();
            } else {
                one.add(word);
            }
        }
        all.add(one.toArray(String[]::new));
        actions.put(who + " " + event, all);
    }

    /** Does what somebody is to do on an event; whether that says to keep the connection open. */
    boolean act(String who, String event) throws Exception {
        boolean keepsOpen = false;
        for (String[] words : actions.getOrDefault(who + " " + event, List.of())) {
            switch (words[0]) {
                case "raise" -> throw new Trace.Boom();
                case "keep_open" -> keepsOpen = true;
                case "soon", "cancel", "resolve", "unwatch" -> new CallbackSteps(this).step(words);
                default -> transport(who, words);
            }
        }
        return keepsOpen;
    }

    void ran(String name) throws Exception {
        trace.note("callbacks", name);
        act(name, "run");
    }

    private void transport(String who, String[] words) {
        switch (things.get(who)) {
            case Transport stream -> TransportSteps.step(this, who, stream, words);
            case DatagramTransport datagrams -> TransportSteps.step(this, who, datagrams, words);
            case null, default -> throw new AssertionError(who + " has no transport to " + Arrays.toString(words));
        }
    }

    // Waiting

    private void poke() {
        if (awaited.getAsBoolean()) {
            loop.stop();
        }
    }

    /** Runs the loop until something holds; it is looked at whenever somebody hears something, and each millisecond. */
    void until(String what, BooleanSupplier condition) {
        if (condition.getAsBoolean()) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        awaited = () -> condition.getAsBoolean() || System.nanoTime() > deadline;
        lookLater();
        loop.runForever();
        awaited = () -> false;
        if (!condition.getAsBoolean()) {
            throw new AssertionError("Waited in vain for " + what + "; heard so far: " + trace.lines());
        }
    }

    private void lookLater() {
        loop.callLater(1, TimeUnit.MILLISECONDS, () -> {
            poke();
            if (!awaited.getAsBoolean()) {
                lookLater();
            }
        });
    }

    void spin(int iterations) {
        for (int i = 0; i < iterations; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    <T> T await(LoopFuture<T> future) throws Exception {
        until("a future", future::isDone);
        return future.result();
    }

    /** Keeps an operation by a name. One that is refused at the call is a failed one, as a coroutine would be. */
    <T> void settle(String name, Beginning<T> operation) {
        LoopPromise<T> refused = loop.createFuture();
        try {
            things.put(name, operation.begin());
        } catch (Exception e) {
            refused.setException(e);
            things.put(name, refused);
        }
    }

    void outcome(String name) throws Exception {
        LoopFuture<?> future = thing(name, LoopFuture.class);
        until(name, future::isDone);
        spin(1);
        if (future.isCancelled()) {
            trace.note(name, "cancelled");
        } else if (future.exception() != null) {
            trace.note(name, "failed " + Trace.kind(future.exception()));
        } else {
            Object result = future.result();
            trace.note(name, ("done " + Trace.value(result)).stripTrailing());
            if (result instanceof LoopSocket socket) {
                keep(name, socket);
            }
        }
    }

    static byte[] payload(String word) {
        if (word.chars().allMatch(Character::isDigit)) {
            byte[] bytes = new byte[Integer.parseInt(word)];
            Arrays.fill(bytes, (byte) 'x');
            return bytes;
        }
        return word.getBytes(StandardCharsets.UTF_8);
    }

    // Ending

    private void close() throws Exception {
        for (Object thing : List.copyOf(things.values())) {
            switch (thing) {
                case Server server -> server.close();
                case Transport stream -> stream.abort();
                case DatagramTransport datagrams -> datagrams.abort();
                case LoopFuture<?> future -> future.cancel();
                case FileChannel file -> file.close();
                case null, default -> {}
            }
        }
        while (!cleanup.isEmpty()) {
            cleanup.pop().close();
        }
        spin(5);
    }
}
