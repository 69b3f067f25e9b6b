package dev.gyre.transports.pipe;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;
import java.nio.ByteBuffer;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A program: its standard input in capital letters on its standard output, on the backend that is named. */
final class Upper {
    static final int REFUSED = 3;

    private Upper() {}

    public static void main(String[] arguments) throws Exception {
        EventLoopFactory factory =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        factory.subsystems().add(PipeTransportProvider.class, new PipeProvider(), 1);
        try (EventLoop loop = factory.open(PipeTestCase.backend(arguments[0]), LoopConfig.named("upper"))) {
            loop.setExceptionHandler((where, report) -> System.err.println(report));
            Output output = new Output(loop);
            Input input = new Input(output);
            output.input = input;
            loop.runUntilComplete(loop.connectWritePipe(() -> output, PipeEnd.stdout()));
            loop.runUntilComplete(loop.connectReadPipe(() -> input, PipeEnd.stdin()));
            loop.runForever();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(REFUSED);
        }
    }

    private static final class Output implements BaseProtocol<WriteTransport> {
        private final EventLoop loop;
        private @Nullable WriteTransport transport;
        private @Nullable Input input;

        private Output(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void connectionMade(WriteTransport made) {
            transport = made;
        }

        @Override
        public void pauseWriting() {
            input.transport.pauseReading();
        }

        @Override
        public void resumeWriting() {
            input.transport.resumeReading();
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            if (cause != null) {
                System.err.println("lost: " + cause.getMessage());
            }
            loop.callSoon(loop::stop);
        }
    }

    private static final class Input implements Protocol<ReadTransport> {
        private final Output output;
        private @Nullable ReadTransport transport;

        private Input(Output output) {
            this.output = output;
        }

        @Override
        public void connectionMade(ReadTransport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Character.toUpperCase(bytes[i]);
            }
            output.transport.write(bytes);
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            output.transport.close();
        }
    }
}
