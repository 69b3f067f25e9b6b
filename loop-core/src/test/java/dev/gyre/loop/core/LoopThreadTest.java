package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopThread;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop on a thread of its own: how a start fails, and who may wait for the end. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopThreadTest {
    private record Opening(LoopBackendProvider provider) implements EventLoopPolicy {
        @Override
        public EventLoop getEventLoop() {
            throw new IllegalStateException("none");
        }

        @Override
        public void setEventLoop(@Nullable EventLoop loop) {
            throw new IllegalStateException("none");
        }

        @Override
        public EventLoop newEventLoop(LoopConfig config) {
            try {
                return new EngineFactory().open(provider, config);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public BackendLadder ladder(LoopConfig config) {
            throw new UnsupportedOperationException("one provider alone");
        }
    }

    private static final class Unpollable implements LoopBackendProvider {
        @Override
        public String name() {
            return "unpollable";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public LoopBackend open(BackendConfig config) {
            LoopBackend real = new ParkedBackend(null);
            return (LoopBackend) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {LoopBackend.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("poll")) {
                            throw new IOException("broken on purpose");
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @AfterEach
    void restorePolicy() {
        EventLoops.setEventLoopPolicy(null);
    }

    @Test
    void shouldSayThatALoopCouldNotRun() {
        EventLoops.setEventLoopPolicy(new Opening(new Unpollable()));
        CompletionException thrown = assertThrows(CompletionException.class, () -> LoopThread.start("unpollable"));
        assertTrue(thrown.getCause().getMessage().contains("broken on purpose"), thrown.getMessage());
    }

    @Test
    void shouldRefuseToWaitForItself() throws Exception {
        EventLoops.setEventLoopPolicy(new Opening(Backend.NIO.provider()));
        LoopThread started = LoopThread.start("itself");
        CompletableFuture<Class<?>> thrown = new CompletableFuture<>();
        started.loop().callSoonThreadsafe(() -> {
            try {
                started.shutdown(Duration.ZERO);
            } catch (IllegalStateException e) {
                thrown.complete(e.getClass());
            }
        });
        assertEquals(IllegalStateException.class, thrown.get(10, TimeUnit.SECONDS));
        started.close();
        assertTrue(started.loop().isClosed());
    }
}
