package dev.gyre.transports.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel that has no buffers for a while, which loses nothing, and a port that is broken, which ends its endpoint alone. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"nio", "epoll", "sim"})
class FaultyPortTest extends EndpointTestCase {
    /** How many calls still fail. */
    private static final AtomicInteger REFUSALS = new AtomicInteger();

    private static String failing = "send";
    private static Exception failure = noBuffers();

    FaultyPortTest(String backend) {
        super(refusing(LoopBackendProvider.class, backend(backend)));
        REFUSALS.set(0);
        failing = "send";
        failure = noBuffers();
    }

    private static Exception noBuffers() {
        return new LoopIOException(ErrorKind.NO_BUFFERS, "No buffer space available", null);
    }

    private static <T> T refusing(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals(failing) && REFUSALS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw failure;
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
    void shouldSendManyInOrderOnceThereAreBuffersAgain() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        near.transport.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        loop.callSoon(() -> {
            near.transport.sendto(ByteBuffer.allocate(1), address(far));
            REFUSALS.set(3);
            for (int size = 2; size <= 20; size++) {
                near.transport.sendto(ByteBuffer.allocate(size), address(far));
            }
        });
        until("all are here", () -> far.sizes.size() == 20 && near.heard("resume"));
        assertEquals(List.of("made", "pause", "resume"), near.events);
        for (int size = 1; size <= 20; size++) {
            assertEquals(size, far.sizes.get(size - 1));
        }
        assertEquals(0, near.transport.getWriteBufferSize());
    }

    @Test
    void shouldEndAnEndpointThatCannotSendManyAnyMore() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        loop.callSoon(() -> {
            near.transport.sendto(bytes("goes at once"), address(far));
            breaks("send");
            near.transport.sendto(bytes("x"), address(far));
            near.transport.sendto(bytes("y"), address(far));
        });
        assertLostAndReported(near);
        until("the first is here", () -> far.heard("goes at once"));
        assertEquals(List.of("made", "goes at once"), far.events);
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

    private void breaks(String method) {
        failing = method;
        failure = new IllegalStateException("on purpose");
        REFUSALS.set(1);
    }

    private void assertLostAndReported(Recorder endpoint) {
        until("it is lost", () -> endpoint.heard("lost by " + failure));
        assertTrue(endpoint.transport.isClosing());
        assertEquals(List.of(), endpoint.errors);
        assertSame(failure, reports.removeFirst().exception().orElseThrow());
        endpoint.events.add("lost");
    }

    @Test
    void shouldEndAnEndpointThatCannotSendAnyMore() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        breaks("send");
        near.transport.sendto(bytes("x"), address(far));
        assertLostAndReported(near);
        assertFalse(far.heard("lost"));
    }

    @Test
    void shouldEndAnEndpointThatCannotSendFromItsQueueAnyMore() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        await(factory.evacuate(loop, null, Duration.ofSeconds(30)));
        near.transport.sendto(bytes("first"), address(far));
        near.transport.sendto(bytes("second"), address(far));
        breaks("send");
        await(loop.swapBackend(backend));
        assertLostAndReported(near);
        assertEquals(0, near.transport.getWriteBufferSize());
    }

    @Test
    void shouldEndAnEndpointThatCannotReceiveAnyMore() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        breaks("receive");
        near.transport.sendto(bytes("x"), address(far));
        assertLostAndReported(far);
        assertFalse(near.heard("lost"));
    }
}
