package dev.gyre.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a server takes from the start of its process to its first echo, with the whole machine for itself; those in Java also with an AOT cache. */
final class StartUp {
    private static final List<Subject> SUBJECTS = List.of(
            Subject.C, Subject.NIO, Subject.GYRE_NIO, Subject.GYRE_EPOLL, Subject.NETTY_NIO, Subject.NETTY_EPOLL);
    private static final double MILLI = 1e6;

    private final Programs programs;
    private final Path folder;
    private final Results results;

    StartUp(Programs programs, Path folder, Results results) {
        this.programs = programs;
        this.folder = folder;
        this.results = results;
    }

    /**
     * A server's times.
     *
     * @param title the server
     * @param millis one for each round
     */
    record Time(String title, double[] millis) {}

    /** A server as it is started. */
    private record Way(String title, List<String> command, Path errors) {}

    /**
     * Measures in turns.
     *
     * @param subjects those wanted
     * @param rounds how often
     * @param log where progress goes
     * @return the times
     * @throws InterruptedException when interrupted
     */
    List<Time> run(List<Subject> subjects, int rounds, PrintStream log) throws InterruptedException {
        if (rounds == 0) {
            return List.of();
        }
        List<Subject> wanted = new ArrayList<>(SUBJECTS);
        wanted.retainAll(subjects);
        Map<Way, double[]> times = new LinkedHashMap<>();
        for (Way way : ways(wanted)) {
            times.put(way, new double[rounds]);
        }
        for (int round = 0; round < rounds; round++) {
            log.println("Start-up: round " + (round + 1) + " of " + rounds);
            for (Way way : List.copyOf(times.keySet())) {
                try {
                    times.get(way)[round] = once(way);
                } catch (IOException e) {
                    missing(way.title, e);
                    times.remove(way);
                }
            }
        }
        return times.entrySet().stream()
                .map(each -> new Time(each.getKey().title, each.getValue()))
                .toList();
    }

    private void missing(String title, IOException why) {
        results.missing(title + " is left out of start-up: " + why.getMessage());
    }

    private List<Way> ways(List<Subject> subjects) throws InterruptedException {
        List<Way> ways = new ArrayList<>();
        for (Subject each : subjects) {
            Way plain =
                    new Way(each.title(), each.command(programs, Mode.ECHO, ""), folder.resolve(each.id() + ".err"));
            ways.add(plain);
            if (!each.isNative()) {
                String title = each.title() + ", AOT cache";
                try {
                    ways.add(with(plain, title, "-XX:AOTCache=" + cache(plain, each)));
                } catch (IOException e) {
                    missing(title, e);
                }
            }
        }
        return ways;
    }

    private static Way with(Way way, String title, String flag) {
        List<String> command = new ArrayList<>(way.command);
        command.add(1, flag);
        return new Way(title, command, way.errors);
    }

    /** The JVM writes it when the server ends. */
    private Path cache(Way plain, Subject subject) throws IOException, InterruptedException {
        Path cache = folder.resolve(subject.id() + ".aot");
        once(with(plain, plain.title, "-XX:AOTCacheOutput=" + cache));
        if (!Files.exists(cache)) {
            throw new IOException("the JVM wrote no cache");
        }
        return cache;
    }

    private static double once(Way way) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (ServerProcess server = ServerProcess.start(way.command, way.errors);
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
