package dev.gyre.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an idle connection keeps on the heap of its server, once it has echoed a byte: of 8,000, and of as many as there are descriptors. */
public final class IdleCost {
    private static final int MANY = 8_000;
    /** For everything else that a process has open. */
    private static final long SPARE = 1_000;
    /** A peer's address has 28,000 ports on Linux, and each of ours is one connection to it. */
    private static final int PER_ADDRESS = 20_000;

    /** Within it, servers have started what they start later. */
    private static final Duration START = Duration.ofMillis(1500);

    private IdleCost() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        Programs programs = new Programs(Path.of(System.getProperty("gyre.home", ""), "benchmarks"));
        List<Integer> counts = counts();
        System.out.println("descriptors: " + (counts.getLast() + SPARE));
        for (Subject each :
                List.of(Subject.GYRE_EPOLL, Subject.GYRE_NIO, Subject.NETTY_EPOLL, Subject.NETTY_NIO, Subject.NIO)) {
            StringBuilder line = new StringBuilder(String.format("%-16s", each.title()));
            for (int count : counts) {
                line.append(String.format("%8d connections %6d bytes each", count, bytesEach(programs, each, count)));
            }
            System.out.println(line);
        }
    }

    private static List<Integer> counts() {
        long most = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() - SPARE
                : MANY;
        int all = (int) Math.min(most, 100_000);
        return all > MANY ? List.of(MANY, all) : List.of(all);
    }

    /**
     * {@return the bytes of heap that each connection adds}
     *
     * @param programs where the programs are
     * @param subject the server
     * @param count how many connections
     * @throws IOException when the server does not serve
     * @throws InterruptedException when interrupted
     */
    static long bytesEach(Programs programs, Subject subject, int count) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("gyre-idle", ".err");
        List<SocketChannel> clients = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(subject.command(programs, Mode.ECHO, ""), errors)) {
            int port = Integer.parseInt(server.target());
            // What the first ones, and asking, bring along is nobody's.
            connect(clients, port, Math.min(count, 500));
            server.heap();
            Thread.sleep(START);
            long before = server.heap();
            connect(clients, port, count);
            return (server.heap() - before) / count;
        } finally {
            for (SocketChannel each : clients) {
                each.close();
            }
            Files.delete(errors);
        }
    }

    private static void connect(List<SocketChannel> clients, int port, int count) throws IOException {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        for (int i = 0; i < count; i++) {
            InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + i / PER_ADDRESS)});
            SocketChannel client = SocketChannel.open();
            clients.add(client);
            client.bind(new InetSocketAddress(from, 0));
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.write(one.clear());
            if (client.read(one.clear()) != 1) {
                throw new IOException("Connection " + clients.size() + " has no echo");
            }
        }
    }
}
