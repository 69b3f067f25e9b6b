package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** One connection that always has something to do beside one that has little. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class FairnessTest {
    private static final int MEGABYTE = 1024 * 1024;
    private static final int ROUND_TRIPS = 200;

    private final String backend;
    private long bulk;
    private int roundTrips;

    FairnessTest(String backend) {
        this.backend = backend;
    }

    /** Writes a megabyte whenever it may. */
    private final class Writer implements Protocol<Transport> {
        private final byte[] megabyte = new byte[MEGABYTE];
        private final LoopRig rig;
        private Transport transport;
        private boolean paused;

        private Writer(LoopRig rig) {
            this.rig = rig;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            write();
        }

        @Override
        public void pauseWriting() {
            paused = true;
        }

        @Override
        public void resumeWriting() {
            paused = false;
            write();
        }

        private void write() {
            // What the kernel takes at once does not pause it.
            for (int i = 0; i < 8 && !paused; i++) {
                transport.write(megabyte);
            }
            if (!paused) {
                rig.loop().callSoon(this::write);
            }
        }
    }

    private final class Reader implements Protocol<Transport> {
        @Override
        public void dataReceived(ByteBuffer data) {
            bulk += data.remaining();
        }
    }

    private static final class Echo implements Protocol<Transport> {
        private Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            transport.write(data);
        }
    }

    private final class Asker implements Protocol<Transport> {
        private final LoopRig rig;
        private Transport transport;

        private Asker(LoopRig rig) {
            this.rig = rig;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            transport.write(new byte[1]);
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            roundTrips++;
            transport.write(new byte[1]);
            rig.poke();
        }
    }

    @Test
    void shouldAnswerOthersBetweenMegabytes() throws Exception {
        try (LoopRig rig = new LoopRig(backend)) {
            Server bulkServer = rig.serve(Reader::new);
            Server echoServer = rig.serve(Echo::new);
            Transport writing = rig.connect(bulkServer, new Writer(rig)).transport();
            Transport asking = rig.connect(echoServer, new Asker(rig)).transport();
            rig.until("there are answers", () -> roundTrips >= ROUND_TRIPS);
            assertTrue(bulk > MEGABYTE, () -> bulk + " bytes went meanwhile");
            for (Server each : new Server[] {bulkServer, echoServer}) {
                each.close();
                each.abortClients();
            }
            writing.abort();
            asking.abort();
            rig.iterations(3);
        }
    }
}
