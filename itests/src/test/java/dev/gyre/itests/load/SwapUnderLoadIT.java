package dev.gyre.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopThread;
import dev.gyre.loop.SwapRefusedException;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server whose backend is exchanged all the time, under blocking clients that check every byte. */
final class SwapUnderLoadIT {
    private static final int CLIENTS = 24;
    private static final int ROUNDS = 12;

    private final AtomicLong echoed = new AtomicLong();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<Throwable> failures = new ArrayList<>();

    private final class Echo implements Protocol<Transport> {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            Objects.requireNonNull(transport).write(data);
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            if (!enough.get()) {
                lost.incrementAndGet();
            }
        }
    }

    /** Opens backends of another provider that fail at one handle; -1 fails nowhere. */
    private record Failing(LoopBackendProvider real, int at) implements LoopBackendProvider {
        @Override
        public String name() {
            return real.name();
        }

        @Override
        public Set<Capability> capabilities() {
            return real.capabilities();
        }

        @Override
        public LoopBackend open(BackendConfig config) throws IOException {
            LoopBackend inner = real.open(config);
            int[] prepared = new int[1];
            return (LoopBackend) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {LoopBackend.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("prepare") && prepared[0]++ == at) {
                            throw new IOException("injected at handle " + at);
                        }
                        try {
                            return method.invoke(inner, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private static LoopBackendProvider provider(String name) {
        return ServiceLoader.load(LoopBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Timeout(120)
    @ParameterizedTest(name = "from {0} to {1} and back")
    @CsvSource({"epoll, nio", "nio, epoll", "epoll, epoll", "nio, nio"})
    void shouldLoseNoByteAndNoConnection(String from, String to) throws Exception {
        try (LoopThread thread = LoopThread.start(LoopConfig.named("swapped").withBackends(from))) {
            List<Thread> clients = startClients(open(thread));
            int handles = CLIENTS + 1;
            int rolledBack = 0;
            int swapped = 0;
            for (int round = 0; round < ROUNDS; round++) {
                LoopBackendProvider real = provider(round % 2 == 0 ? to : from);
                for (int at = 0; at < handles; at++) {
                    int failAt = at;
                    ExecutionException refused =
                            assertThrows(ExecutionException.class, () -> swap(thread, real, failAt));
                    assertInstanceOf(SwapRefusedException.class, refused.getCause());
                    rolledBack++;
                    awaitProgress();
                }
                SwapReport report = swap(thread, real, -1);
                assertEquals(handles, report.moved());
                swapped++;
                awaitProgress();
            }
            assertTrue(rolledBack >= 300 && swapped == ROUNDS);
            enough.set(true);
            for (Thread each : clients) {
                each.join();
            }
            assertEquals(List.of(), failures);
            assertEquals(0, lost.get(), "connections lost");
            assertFalse(thread.loop().isClosed());
        }
    }

    private InetSocketAddress open(LoopThread thread) throws Exception {
        CompletableFuture<SocketAddress> opened = new CompletableFuture<>();
        thread.loop().execute(() -> thread.loop()
                .createServer(Echo::new, ServerOptions.at("127.0.0.1", 0))
                .thenAccept(server -> opened.complete(address(server))));
        return (InetSocketAddress) opened.get();
    }

    private static SocketAddress address(Server server) {
        try {
            return Objects.requireNonNull(server.sockets().getFirst().localAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SwapReport swap(LoopThread thread, LoopBackendProvider real, int at) throws Exception {
        return thread.loop().swapBackend(new Failing(real, at)).get();
    }

    private void awaitProgress() {
        long before = echoed.get();
        while (echoed.get() == before && failures.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private List<Thread> startClients(InetSocketAddress address) throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = new Socket(address.getAddress(), address.getPort());
            int seed = i;
            threads.add(Thread.ofVirtual().start(() -> check(socket, seed)));
        }
        return threads;
    }

    private void check(Socket socket, int seed) {
        Random random = new Random(seed);
        try (socket) {
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (!enough.get()) {
                byte[] sent = new byte[1 + random.nextInt(20_000)];
                random.nextBytes(sent);
                out.write(sent);
                byte[] got = new byte[sent.length];
                in.readFully(got);
                if (!Arrays.equals(sent, got)) {
                    throw new IOException("wrong bytes came back");
                }
                echoed.incrementAndGet();
            }
        } catch (IOException e) {
            synchronized (failures) {
                failures.add(e);
            }
        }
    }
}
