package dev.gyre.examples.lines;

import dev.gyre.streams.ClientConnected;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.LimitOverrunException;
import dev.gyre.streams.StreamReader;
import dev.gyre.streams.StreamWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Sends each line back, until the peer ends, says nothing for too long, or does not end its line. It reads no more while the peer takes nothing. */
final class LineEcho implements ClientConnected {
    private final Duration patience;

    LineEcho(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void connected(StreamReader reader, StreamWriter writer) throws Exception {
        try (writer) {
            echo(reader, writer);
        } catch (IOException e) {
            // The peer has gone, and cannot be told anything.
            return;
        }
    }

    private void echo(StreamReader reader, StreamWriter writer) throws Exception {
        try {
            for (byte[] line = next(reader); line.length > 0; line = next(reader)) {
                writer.write(line);
                writer.drain();
            }
        } catch (LimitOverrunException e) {
            say(writer, "A line may have " + StreamReader.DEFAULT_LIMIT + " bytes");
        } catch (TimeoutException e) {
            say(writer, "Nothing was heard for " + patience.toSeconds() + " seconds");
        }
    }

    private byte[] next(StreamReader reader) throws Exception {
        return Coroutines.timeout(patience, () -> reader.readLine());
    }

    private static void say(StreamWriter writer, String sentence) {
        writer.write(sentence + "\n", StandardCharsets.UTF_8);
    }
}
