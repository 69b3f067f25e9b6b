package dev.gyre.transports.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel that has no buffers for a while: its refusals lose nothing. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"nio", "sim"})
class StarvedSenderTest extends EndpointTestCase {
    /** How many sends the kernel still refuses. */
    private static final AtomicInteger REFUSALS = new AtomicInteger();

    StarvedSenderTest(String backend) {
        super(refusing(LoopBackendProvider.class, backend(backend)));
        REFUSALS.set(0);
    }

    private static <T> T refusing(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("send") && REFUSALS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new LoopIOException(ErrorKind.NO_BUFFERS, "No buffer space available", null);
            }
            try {
                return wrapped(method.invoke(real, args));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private static Object wrapped(Object result) {
        if (result instanceof LoopBackend backend) {
            return refusing(LoopBackend.class, backend);
        }
        return result instanceof DatagramPort port ? refusing(DatagramPort.class, port) : result;
    }

    @Test
    void shouldSendInOrderOnceThereAreBuffersAgain() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        near.transport.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        REFUSALS.set(3);
        for (int size = 1; size <= 4; size++) {
            near.transport.sendto(ByteBuffer.allocate(size), address(far));
        }
        assertEquals(List.of("made", "pause"), near.events);
        until("all are here", () -> far.sizes.size() == 4 && near.heard("resume"));
        assertEquals(List.of(1, 2, 3, 4), far.sizes);
        assertEquals(0, near.transport.getWriteBufferSize());
    }

    @Test
    void shouldFlushOnCloseOnceThereAreBuffersAgain() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        REFUSALS.set(2);
        near.transport.sendto(bytes("last"), address(far));
        near.transport.close();
        until("both have ended", () -> far.heard("last") && near.heard("lost"));
    }
}
