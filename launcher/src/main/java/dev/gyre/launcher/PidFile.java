package dev.gyre.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The number of the process that runs a container. The process holds a lock on the file as long as it lives, so that a file left behind by one
 * that was killed is recognised, also when another process has its number by now. This process must not open the file a second time: closing
 * that would end the lock (fcntl(2)).
 */
final class PidFile implements AutoCloseable {
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 50;

    private final FileChannel channel;

    private PidFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * A process that runs.
     *
     * @param pid its number
     */
    record Running(long pid) {
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid);
        }

        @Nullable
        Instant since() {
            return process().flatMap(process -> process.info().startInstant()).orElse(null);
        }
    }

    /** Takes it for this process. */
    static PidFile take(Path file) throws StartException {
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                PidFile taken = tryToTake(file);
                if (taken != null) {
                    return taken;
                }
                // Somebody may just be looking, or just be ending.
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            throw new StartException("the file " + file + " cannot be written: " + FileReason.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while waiting for " + file, e);
        }
        throw alreadyRunning(running(file).orElse(new Running(-1)));
    }

    static StartException alreadyRunning(Running running) {
        return new StartException("already running" + (running.pid() < 0 ? "" : " with pid " + running.pid()));
    }

    private static @Nullable PidFile tryToTake(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            return null;
        }
        String own = ProcessHandle.current().pid() + "\n";
        channel.truncate(0).write(ByteBuffer.wrap(own.getBytes(StandardCharsets.US_ASCII)), 0);
        return new PidFile(channel);
    }

    /** {@return the process that holds the file, if any} */
    static Optional<Running> running(Path file) throws StartException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
            String text = Files.readString(file).strip();
            return free != null || text.isEmpty() ? Optional.empty() : Optional.of(new Running(Long.parseLong(text)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StartException("the file " + file + " cannot be read: " + FileReason.of(e), e);
        } catch (NumberFormatException e) {
            throw new StartException("the file " + file + " has no process number in it", e);
        }
    }

    /** Empties it. It is not removed: another process may have opened it already, to lock it. */
    @Override
    public void close() throws IOException {
        channel.truncate(0);
        channel.close();
    }
}
