package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipes of a loop, whose backend may be exchanged while they carry bytes. */
final class PipesIT extends ModeTestCase {
    @TempDir
    private Path folder;

    /** What is read. */
    private final class Heard implements Protocol<ReadTransport> {
        private final StringBuilder text = new StringBuilder();
        private @Nullable Throwable cause;
        private boolean lost;

        @Override
        public void dataReceived(ByteBuffer data) {
            text.append(StandardCharsets.UTF_8.decode(data));
            rig.poke();
        }

        @Override
        public void connectionLost(@Nullable Throwable why) {
            cause = why;
            lost = true;
            rig.poke();
        }
    }

    /** Hears of what is written. */
    private final class Written implements BaseProtocol<WriteTransport> {
        private boolean lost;

        @Override
        public void connectionLost(@Nullable Throwable why) {
            lost = true;
            rig.poke();
        }
    }

    private Heard read(PipeEnd end) throws Exception {
        return rig.await(rig.loop().connectReadPipe(Heard::new, end)).protocol();
    }

    private void carry(PipeEnd from, PipeEnd to, boolean swaps) throws Exception {
        Heard heard = read(from);
        Written written = new Written();
        WriteTransport writer =
                rig.await(rig.loop().connectWritePipe(() -> written, to)).transport();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            String line = "line " + i + " " + "x".repeat(50_000) + "\n";
            sent.append(line);
            writer.write(line, StandardCharsets.UTF_8);
            if (swaps) {
                rig.await(rig.loop().swapBackend(other()));
            }
        }
        writer.writeEof();
        rig.until("it has ended", () -> heard.lost && written.lost);
        assertNull(heard.cause);
        assertEquals(sent.toString(), heard.text.toString());
    }

    @Test
    void shouldCarryThroughTheJdksPipe() throws Exception {
        Pipe pipe = Pipe.open();
        carry(PipeEnd.of(pipe.source()), PipeEnd.of(pipe.sink()), false);
    }

    @Test
    void shouldGoOnWhileTheBackendIsExchanged() throws Exception {
        Pipe pipe = Pipe.open();
        carry(PipeEnd.of(pipe.source()), PipeEnd.of(pipe.sink()), true);
    }

    @Test
    void shouldCarryThroughAFifo() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        carry(PipeEnd.of(fifo), PipeEnd.of(fifo), true);
    }

    @Test
    void shouldReadAStreamOfJavas() throws Exception {
        byte[] bytes = "from a stream".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        Heard heard = read(PipeEnd.of(new ByteArrayInputStream(bytes)));
        rig.await(rig.loop().swapBackend(other()));
        rig.until("it has ended", () -> heard.lost);
        assertEquals(new String(bytes, StandardCharsets.UTF_8), heard.text.toString());
    }
}
