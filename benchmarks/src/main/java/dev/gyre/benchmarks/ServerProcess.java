package dev.gyre.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final long PATIENCE = 20;
    private static final String LISTENING = "listening ";
    private static final String UNAVAILABLE = "unavailable ";

    private final Process process;
    private final BufferedReader out;
    private final Path errors;
    private final String target;

    private ServerProcess(Process process, Path errors) throws IOException, InterruptedException {
        this.process = process;
        this.errors = errors;
        out = process.inputReader(StandardCharsets.UTF_8);
        String line = readLine();
        if (line == null || !line.startsWith(LISTENING)) {
            close();
            if (line != null && line.startsWith(UNAVAILABLE)) {
                throw new UnavailableException(line.substring(UNAVAILABLE.length()));
            }
            throw new IOException("it did not begin to listen but said " + line + lastWords());
        }
        target = line.substring(LISTENING.length());
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param command its command line
     * @param errors where its error output goes
     * @return the server
     * @throws IOException when it does not start; the message says why
     * @throws InterruptedException when interrupted
     */
    static ServerProcess start(List<String> command, Path errors) throws IOException, InterruptedException {
        return new ServerProcess(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /** {@return the port or path where it listens} */
    String target() {
        return target;
    }

    /**
     * {@return what it has used up to now}
     *
     * @throws IOException when it does not answer
     * @throws InterruptedException when interrupted
     */
    ServerStat stat() throws IOException, InterruptedException {
        return ServerStat.parse(ask("stat"));
    }

    /**
     * {@return the bytes of heap that it uses; of a server in Java}
     *
     * @throws IOException when it does not answer
     * @throws InterruptedException when interrupted
     */
    long heap() throws IOException, InterruptedException {
        return Long.parseLong(ask("heap").substring("heap ".length()));
    }

    private String ask(String question) throws IOException, InterruptedException {
        process.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String line = readLine();
        if (line == null) {
            throw new IOException("it has ended" + lastWords());
        }
        return line;
    }

    /** Ends it: by the end of its input, and if that is not enough, by force. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException ignored) {
            // It has ended already.
        }
        try {
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(errors);
        return lines.isEmpty() ? "" : "; its errors begin with: " + lines.getFirst();
    }

    private @Nullable String readLine() throws IOException, InterruptedException {
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(() -> {
            try {
                return out.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return line.get(PATIENCE, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("it said nothing for " + PATIENCE + " seconds" + lastWords(), e);
        } catch (ExecutionException e) {
            throw new IOException("it cannot be read from: " + e.getCause(), e);
        }
    }
}
