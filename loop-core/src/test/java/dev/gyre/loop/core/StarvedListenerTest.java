package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener does while the process has no descriptor left, with the shortage injected under it. */
@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"NIO", "EPOLL", "SIM"})
class StarvedListenerTest extends EngineTestCase {
    private final AtomicInteger shortage = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();

    private final class Starving implements LoopBackendProvider {
        @Override
        public String name() {
            return "starving";
        }

        @Override
        public Set<Capability> capabilities() {
            return backend.provider().capabilities();
        }

        @Override
        public LoopBackend open(BackendConfig config) throws IOException {
            LoopBackend real = backend.provider().open(config);
            return wrap(LoopBackend.class, real, (proxy, method, arguments) -> {
                Object result = call(real, method, arguments);
                return result instanceof ListenerPort port ? starve(port) : result;
            });
        }
    }

    private ListenerPort starve(ListenerPort port) {
        return wrap(ListenerPort.class, port, (proxy, method, arguments) -> {
            if (method.getName().equals("accept")) {
                attempts.incrementAndGet();
                if (shortage.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    throw new LoopIOException(ErrorKind.TOO_MANY_FILES, "Too many open files", null);
                }
            }
            return call(port, method, arguments);
        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T wrap(Class<T> type, T real, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void shouldReportOnceBackOffAndRecoverByItself() throws Exception {
        loop.close();
        loop = (EngineLoop) new EngineFactory().open(new Starving(), LoopConfig.named("starved"));
        try (Wire wire = new Wire(this)) {
            shortage.set(2);
            Peer client = new Peer();
            client.handle = loop.io().connect(wire.client(), wire.address(), client);
            runUntil(() -> !wire.failures.isEmpty());
            int tried = attempts.get();
            loop.callLater(Duration.ofMillis(50), loop::stop);
            loop.runForever();
            assertEquals(tried, attempts.get(), "no spinning");
            runUntil(() -> !wire.accepted.isEmpty());
            assertEquals(1, wire.failures.size(), "reported once");
            assertEquals(ErrorKind.TOO_MANY_FILES, ((LoopIOException) wire.failure()).kind());
            client.handle().abort(null);
            runUntil(() -> client.closed);
            assertTrue(attempts.get() >= tried + 2);
        }
    }

    @Test
    void shouldTurnThoseAwayThatWaitWhenItDoesNotPass() throws Exception {
        loop.close();
        loop = (EngineLoop) new EngineFactory().open(new Starving(), LoopConfig.named("starved"));
        try (Wire wire = new Wire(this)) {
            shortage.set(4);
            Peer unlucky = new Peer();
            unlucky.handle = loop.io().connect(wire.client(), wire.address(), unlucky);
            unlucky.handle().reading(true);
            runUntil(() -> unlucky.ended || unlucky.closed);
            assertEquals(List.of(), wire.accepted, "it was closed at once");
            assertEquals(1, wire.failures.size(), "reported once");
            unlucky.handle().abort(null);
            runUntil(() -> unlucky.closed);
            Peer lucky = new Peer();
            lucky.handle = loop.io().connect(wire.client(), wire.address(), lucky);
            runUntil(() -> !wire.accepted.isEmpty());
            assertEquals(1, wire.turnedAway);
            lucky.handle().abort(null);
            runUntil(() -> lucky.closed);
        }
    }
}
