package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerStatistics;
import dev.gyre.loop.transport.Traffic;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What connections and servers count. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class TrafficTest {
    private static final int MUCH = 3_000_000;
    /** More than the kernel takes from a writer whose reader does not read. */
    private static final int TOO_MUCH = 30_000_000;

    private final String backend;
    private LoopRig rig;

    @TempDir
    private Path folder;

    TrafficTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() {
        rig = new LoopRig(backend);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static Traffic traffic(Transport transport) {
        return transport.getExtraInfo(ExtraInfo.TRAFFIC).orElseThrow();
    }

    @Test
    void shouldCountWhatGoesThrough() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        LoopRig.Pair pair = rig.pair();
        Transport client = pair.client().transport;
        Transport server = pair.server().transport;
        assertEquals(0, traffic(client).received());
        assertEquals(0, traffic(client).sent());
        assertTrue(traffic(client).since().isAfter(before));
        assertFalse(traffic(client).since().isAfter(Instant.now()));

        client.write("hello", StandardCharsets.UTF_8);
        rig.until("it is here", () -> pair.server().size() == 5);
        server.write("hi", StandardCharsets.UTF_8);
        rig.until("the answer is here", () -> pair.client().size() == 2);

        assertEquals(5, traffic(client).sent());
        assertEquals(5, traffic(server).received());
        assertEquals(2, traffic(server).sent());
        assertEquals(2, traffic(client).received());
        pair.close(rig);
        assertEquals(5, traffic(server).received());
        assertEquals(2, traffic(server).sent());
    }

    @Test
    void shouldCountWhatTheKernelTookApartFromWhatWaits() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        pair.client().transport.write(new byte[TOO_MUCH]);
        rig.iterations(5);
        Traffic meanwhile = traffic(pair.client().transport);
        assertTrue(meanwhile.queued() > 0);
        assertEquals(TOO_MUCH, meanwhile.sent() + meanwhile.queued());

        pair.server().transport.resumeReading();
        rig.until("all is here", () -> pair.server().size() == TOO_MUCH);
        assertEquals(TOO_MUCH, traffic(pair.server().transport).received());
        assertEquals(TOO_MUCH, traffic(pair.client().transport).sent());
        assertEquals(0, traffic(pair.client().transport).queued());
        pair.close(rig);
    }

    @Test
    void shouldCountFiles() throws Exception {
        Path path = folder.resolve("file");
        Files.write(path, new byte[MUCH]);
        LoopRig.Pair pair = rig.pair();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            rig.await(rig.loop().sendfile(pair.client().transport, file, 0, -1, true));
        }
        rig.until("all is here", () -> pair.server().size() == MUCH);
        assertEquals(MUCH, traffic(pair.client().transport).sent());
        assertEquals(MUCH, traffic(pair.server().transport).received());
        pair.close(rig);
    }

    /** Receives into memory of its own. */
    private final class Filled implements BufferedProtocol<Transport> {
        private final ByteBuffer buffer = ByteBuffer.allocate(100);
        private int received;

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            return buffer.clear();
        }

        @Override
        public void bufferUpdated(int count) {
            received += count;
            rig.poke();
        }
    }

    @Test
    void shouldCountWhatBufferedProtocolsReceive() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Filled filled = new Filled();
        pair.server().transport.setProtocol(filled);
        pair.client().transport.write(new byte[12_345]);
        rig.until("all is here", () -> filled.received == 12_345);
        assertEquals(12_345, traffic(pair.server().transport).received());
        pair.server().transport.setProtocol(pair.server());
        pair.close(rig);
    }

    @Test
    void shouldGoOnCountingAcrossASwap() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.write(new byte[1_000]);
        rig.until("it is here", () -> pair.server().size() == 1_000);
        rig.await(rig.loop().swapBackend(rig.backend()));
        pair.client().transport.write(new byte[500]);
        rig.until("more is here", () -> pair.server().size() == 1_500);
        assertEquals(1_500, traffic(pair.server().transport).received());
        assertEquals(1_500, traffic(pair.client().transport).sent());
        pair.close(rig);
    }

    @Test
    void shouldSumUpAServer() throws Exception {
        List<Recorder> accepted = new ArrayList<>();
        Server server = rig.serve(() -> {
            Recorder recorder = new Recorder(rig);
            recorder.echoes = true;
            accepted.add(recorder);
            return recorder;
        });
        assertEquals(new ServerStatistics(0, 0, 0, 0), server.statistics());
        Recorder first = rig.connect(server, new Recorder(rig)).protocol();
        Recorder second = rig.connect(server, new Recorder(rig)).protocol();
        first.transport.write(new byte[100]);
        second.transport.write(new byte[10]);
        rig.until("the echoes are here", () -> first.size() == 100 && second.size() == 10);
        assertEquals(new ServerStatistics(2, 2, 110, 110), server.statistics());
        assertEquals(accepted.stream().map(each -> each.transport).toList(), server.transports());

        first.transport.close();
        rig.until("one is gone", () -> accepted.getFirst().lost());
        assertEquals(new ServerStatistics(2, 1, 110, 110), server.statistics());
        server.close();
        second.transport.write(new byte[1]);
        rig.until("the last echo is here", () -> second.size() == 11);
        assertEquals(new ServerStatistics(2, 1, 111, 111), server.statistics());
        second.transport.close();
        rig.until("all are gone", () -> accepted.getLast().lost() && second.lost() && first.lost());
        assertEquals(new ServerStatistics(2, 0, 111, 111), server.statistics());
        assertEquals(List.of(), server.transports());
    }
}
