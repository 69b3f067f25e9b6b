package dev.gyre.itests.modes.oracle;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of a scenario. */
final class Steps {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    private final Play play;
    private final EventLoop loop;

    Steps(Play play) {
        this.play = play;
        this.loop = play.loop();
    }

    void step(String[] words) throws Exception {
        switch (words[0]) {
            case "try" -> attempt(from(words, 1));
            case "on" -> play.on(words[1], words[2], from(words, 3));
            case "buffered" -> play.buffered(words[1], Integer.parseInt(words[2]));
            case "serve" -> serve(words[1], List.of(from(words, 2)));
            case "connect" -> connect(words[1], words[2], from(words, 3));
            case "endpoint" -> endpoint(words[1], pairs(words, 2));
            case "raw" -> raw(words[1], words[2], words.length > 3 ? words[3] : "");
            case "socket" -> socket(words[1], words[2], words[3]);
            case "file" -> file(words[1], Integer.parseInt(words[2]));
            case "touch" -> Files.createFile(play.path(words[1]));
            case "stale" -> stale(words[1]);
            case "exists" ->
                play.trace().note("driver", "exists " + words[1] + " " + Files.exists(play.path(words[1])));
            case "gone" -> gone(words[1]);
            case "await" -> await(words);
            case "lookup" -> lookup(words[1], words[2], Integer.parseInt(words[3]), pairs(words, 4));
            case "future" -> play.thing(words[1], loop.createFuture());
            case "job" -> play.settle(words[1], () -> loop.runInExecutor(() -> job(words[2])));
            case "soon", "later", "cancel", "resolve", "fail", "then", "spin" -> new CallbackSteps(play).step(words);
            default -> stepOf(words[0], from(words, 1));
        }
    }

    private static String[] from(String[] words, int first) {
        return Arrays.copyOfRange(words, first, words.length);
    }

    private static Map<String, String> pairs(String[] words, int first) {
        Map<String, String> found = new HashMap<>();
        for (int i = first; i + 1 < words.length; i += 2) {
            found.put(words[i], words[i + 1]);
        }
        return found;
    }

    private void attempt(String[] words) {
        String what = words[0] + " " + words[1];
        try {
            step(words);
            play.trace().note("driver", what + " ok");
        } catch (Exception e) {
            play.trace().note("driver", what + " " + Trace.kind(e));
        }
    }

    // Opening

    private void serve(String name, List<String> options) throws Exception {
        boolean serving = !options.contains("idle");
        LoopFuture<Server> opening;
        if (options.contains("unix")) {
            opening = loop.createUnixServer(
                    () -> play.accept(name),
                    UnixServerOptions.builder()
                            .path(play.path(after(options, "unix")))
                            .startServing(serving)
                            .build());
        } else {
            int port = options.contains("at") ? ((InetSocketAddress) play.address(after(options, "at"))).getPort() : 0;
            opening = loop.createServer(
                    () -> play.accept(name),
                    ServerOptions.builder()
                            .host("127.0.0.1")
                            .port(port)
                            .startServing(serving)
                            .build());
        }
        play.server(name, play.await(opening));
    }

    private static String after(List<String> words, String word) {
        return words.get(words.indexOf(word) + 1);
    }

    private void connect(String name, String to, String[] options) throws Exception {
        switch (to) {
            case "unix" ->
                play.await(loop.createUnixConnection(
                        () -> play.protocol(name), UnixConnectOptions.to(play.path(options[0]))));
            case "host" ->
                play.await(loop.createConnection(
                        () -> play.protocol(name), ConnectOptions.to(options[0], Integer.parseInt(options[1]))));
            case "sock" ->
                play.await(loop.createConnection(
                        () -> play.protocol(name),
                        ConnectOptions.builder()
                                .sock(play.thing(options[0], LoopSocket.class))
                                .build()));
            default -> connectTo(name, to);
        }
    }

    private void connectTo(String name, String to) throws Exception {
        int before = play.accepted(to);
        switch (play.address(to)) {
            case UnixDomainSocketAddress unix ->
                play.await(loop.createUnixConnection(() -> play.protocol(name), UnixConnectOptions.to(unix.getPath())));
            case InetSocketAddress internet ->
                play.await(loop.createConnection(
                        () -> play.protocol(name), ConnectOptions.to("127.0.0.1", internet.getPort())));
            default -> throw new AssertionError(to);
        }
        if (play.any(to) instanceof Server) {
            play.until(to + " accepts", () -> play.accepted(to) > before);
        }
    }

    private void endpoint(String name, Map<String, String> options) throws Exception {
        DatagramOptions.Builder builder = DatagramOptions.builder();
        builder.localAddress(options.containsKey("at") ? play.address(options.get("at")) : ANY);
        if (options.containsKey("to")) {
            builder.remoteAddress(play.address(options.get("to")));
        }
        play.await(loop.createDatagramEndpoint(() -> new Heard.Datagrams(play, name), builder.build()));
    }

    private void raw(String name, String how, String to) throws Exception {
        int before = play.accepted(to);
        play.keep(
                name,
                switch (how) {
                    case "listens" -> RawPeer.listening();
                    case "accepts" -> play.thing(to, RawPeer.class).accept();
                    default -> RawPeer.connected(play.address(to));
                });
        if (play.any(to) instanceof Server) {
            play.until(to + " accepts", () -> play.accepted(to) > before);
        }
    }

    private void socket(String name, String family, String type) throws IOException {
        SocketKind kind = SocketKind.valueOf(type.toUpperCase(Locale.ROOT));
        LoopSocket socket = play.keep(name, loop.createSocket(family(family), kind));
        if (kind != SocketKind.STREAM) {
            socket.bind(ANY);
        }
    }

    private static @Nullable ProtocolFamily family(@Nullable String word) {
        return word == null ? null : StandardProtocolFamily.valueOf(word.toUpperCase(Locale.ROOT));
    }

    // Files and addresses

    private void file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) 'f');
        play.keep(name, FileChannel.open(Files.write(play.path(name), content)));
    }

    private void stale(String name) throws IOException {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(play.path(name)));
        }
    }

    private void gone(String name) throws IOException {
        try (ServerSocketChannel left = ServerSocketChannel.open().bind(ANY)) {
            play.thing(name, left.getLocalAddress());
        }
    }

    // Waiting

    private void await(String[] words) throws Exception {
        String name = words[1];
        if (words.length == 2) {
            play.outcome(name);
        } else if (words[2].equals("data")) {
            int bytes = Integer.parseInt(words[3]);
            play.until(bytes + " bytes for " + name, () -> play.trace().received(name) >= bytes);
        } else {
            int times = words.length > 3 ? Integer.parseInt(words[3]) : 1;
            play.until(words[2] + " of " + name, () -> play.trace().count(name, words[2]) >= times);
        }
    }

    private void lookup(String name, String host, int port, Map<String, String> options) {
        int type = options.containsKey("number")
                ? Integer.parseInt(options.get("number"))
                : "stream".equals(options.get("type")) ? 1 : "datagram".equals(options.get("type")) ? 2 : 0;
        Set<AddressFlag> flags = options.containsKey("flag")
                ? Set.of(AddressFlag.valueOf(options.get("flag").substring(3)))
                : Set.of();
        AddressHints hints = new AddressHints(
                family(options.get("family")), type, Integer.parseInt(options.getOrDefault("proto", "0")), flags);
        play.settle(name, () -> loop.getaddrinfo(host.equals("nobody") ? null : host, port, hints));
    }

    private static Long job(String how) throws Exception {
        if (how.equals("raise")) {
            throw new Trace.Boom();
        }
        return Long.valueOf(how);
    }

    // Steps of somebody

    private void stepOf(String who, String[] words) throws Exception {
        switch (play.any(who)) {
            case Transport stream when words[0].equals("sendfile") -> sendfile(stream, words);
            case Transport stream -> TransportSteps.step(play, who, stream, words);
            case DatagramTransport datagrams -> TransportSteps.step(play, who, datagrams, words);
            case Server server -> server(who, server, words);
            case RawPeer raw -> raw.step(play, who, words);
            case LoopSocket socket -> new SocketSteps(play).step(who, socket, words);
            case FileChannel file -> play.trace().note(who, "position " + file.position());
            case LoopFuture<?> _ -> new CallbackSteps(play).ask(who, words[0]);
            case null, default -> throw new AssertionError("no " + who + " to " + Arrays.toString(words));
        }
    }

    private void sendfile(Transport transport, String[] words) {
        FileChannel file = play.thing(words[1], FileChannel.class);
        play.settle(
                words[4],
                () -> loop.sendfile(transport, file, Long.parseLong(words[2]), Long.parseLong(words[3]), true));
    }

    private void server(String who, Server server, String[] words) throws Exception {
        switch (words[0]) {
            case "close" -> server.close();
            case "close_clients" -> server.closeClients();
            case "abort_clients" -> server.abortClients();
            case "is_serving" -> play.trace().note(who, "is_serving " + server.isServing());
            case "sockets" ->
                play.trace().note(who, "sockets " + server.sockets().size());
            case "start_serving" -> play.await(server.startServing());
            case "serve_forever" -> {
                play.settle(words[1], server::serveForever);
                play.spin(1);
            }
            case "wait_closed" -> {
                play.settle(words[1], server::waitClosed);
                play.spin(1);
            }
            default -> throw new AssertionError("no step " + Arrays.toString(words) + " of a server");
        }
    }
}
