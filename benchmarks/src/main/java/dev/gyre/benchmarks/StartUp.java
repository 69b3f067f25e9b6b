package dev.gyre.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long a server takes from the start of its process to its first echo. */
final class StartUp {
    private static final List<Subject> SUBJECTS = List.of(
            Subject.C, Subject.NIO, Subject.GYRE_NIO, Subject.GYRE_EPOLL, Subject.NETTY_NIO, Subject.NETTY_EPOLL);
    private static final double MILLI = 1e6;

    private final Programs programs;
    private final Pinning pinning;
    private final Path folder;

    StartUp(Programs programs, Pinning pinning, Path folder) {
        this.programs = programs;
        this.pinning = pinning;
        this.folder = folder;
    }

    /**
     * A server's times.
     *
     * @param title the server
     * @param millis one for each round
     */
    record Time(String title, double[] millis) {}

    /**
     * Measures in turns.
     *
     * @param subjects those wanted
     * @param rounds how often
     * @param results where it is noted who does not start
     * @param log where progress goes
     * @return the times
     * @throws InterruptedException when interrupted
     */
    List<Time> run(List<Subject> subjects, int rounds, Results results, PrintStream log) throws InterruptedException {
        Map<Subject, double[]> times = new EnumMap<>(Subject.class);
        List<Subject> wanted = new ArrayList<>(SUBJECTS);
        wanted.retainAll(rounds > 0 ? subjects : List.of());
        wanted.forEach(each -> times.put(each, new double[rounds]));
        for (int round = 0; round < rounds; round++) {
            log.println("Start-up: round " + (round + 1) + " of " + rounds);
            for (Subject each : Schedule.order(wanted, round)) {
                try {
                    if (times.containsKey(each)) {
                        times.get(each)[round] = once(each);
                    }
                } catch (IOException e) {
                    String gap = each.title() + " is left out of start-up: " + e.getMessage();
                    log.println(gap);
                    results.missing(gap);
                    times.remove(each);
                }
            }
        }
        return wanted.stream()
                .filter(times::containsKey)
                .map(each -> new Time(each.title(), times.get(each)))
                .toList();
    }

    private double once(Subject subject) throws IOException, InterruptedException {
        List<String> command = pinning.server(subject.command(programs, Mode.ECHO, ""));
        long began = System.nanoTime();
        try (ServerProcess server = ServerProcess.start(command, folder.resolve(subject.id() + ".err"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(server.target()))) {
            byte[] sent = "first echo".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(sent);
            InputStream in = socket.getInputStream();
            if (in.readNBytes(sent.length).length != sent.length) {
                throw new IOException("the connection ended before the first echo");
            }
            return (System.nanoTime() - began) / MILLI;
        }
    }
}
