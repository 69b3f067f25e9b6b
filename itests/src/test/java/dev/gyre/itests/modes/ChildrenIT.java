package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.SubprocessTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Children of a loop, whose backend may be exchanged while they run and talk. */
final class ChildrenIT extends ModeTestCase {
    /** What is heard of a child. */
    private final class Heard implements SubprocessProtocol {
        private final StringBuilder text = new StringBuilder();
        private boolean lost;

        @Override
        public void pipeDataReceived(int fd, ByteBuffer data) {
            text.append(StandardCharsets.UTF_8.decode(data));
            rig.poke();
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            lost = true;
            rig.poke();
        }
    }

    @Test
    void shouldRunTheShell() throws Exception {
        Heard heard = new Heard();
        SubprocessTransport child = rig.await(
                        rig.loop().subprocessShell(() -> heard, "echo out; exit 7", ProcessOptions.defaults()))
                .transport();
        rig.until("it has ended", () -> heard.lost);
        assertEquals("out\n", heard.text.toString());
        assertEquals(OptionalInt.of(7), child.getReturncode());
    }

    @Test
    void shouldGoOnTalkingWhileTheBackendIsExchanged() throws Exception {
        Heard heard = new Heard();
        SubprocessTransport child = rig.await(
                        rig.loop().subprocessExec(() -> heard, List.of("cat"), ProcessOptions.defaults()))
                .transport();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            String line = "line " + i + " " + "x".repeat(50_000) + "\n";
            sent.append(line);
            child.stdin().orElseThrow().write(line, StandardCharsets.UTF_8);
            rig.await(rig.loop().swapBackend(other()));
        }
        child.stdin().orElseThrow().writeEof();
        rig.until("it has ended", () -> heard.lost);
        assertEquals(sent.toString(), heard.text.toString());
        assertEquals(OptionalInt.of(0), child.getReturncode());
    }
}
