package dev.gyre.policy;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.OpenLoop;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.Subsystems;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An engine whose loops do nothing but remember what they were told. */
class FakeEngine implements EventLoopFactory {
    final List<String> calls = new ArrayList<>();
    private final List<OpenLoop> loops = new ArrayList<>();
    final Map<String, Exception> refusals = new HashMap<>();
    final FakeSubsystems subsystems = new FakeSubsystems();
    final CountDownLatch answers = new CountDownLatch(1);
    boolean answersLater;
    boolean ends;
    Runnable duringASwap = () -> {};
    Runnable whenOpened = () -> {};

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public EventLoop open(LoopBackendProvider backend, LoopConfig config) throws IOException {
        Exception refusal = refusals.get(backend.name());
        if (refusal instanceof IOException e) {
            throw e;
        }
        if (refusal instanceof RuntimeException e) {
            throw e;
        }
        EventLoop loop = new FakeLoop(this, config.name(), backend.name()).proxy();
        whenOpened.run();
        loops.add(new OpenLoop(loop, config));
        return loop;
    }

    @Override
    public List<OpenLoop> loops() {
        return loops.stream().filter(open -> !FakeLoop.of(open.loop()).closed).toList();
    }

    @Override
    public Subsystems subsystems() {
        return subsystems;
    }

    @Override
    public LoopFuture<SwapReport> evacuate(EventLoop loop, @Nullable LoopBackendProvider next, Duration grace) {
        calls.add("evacuate " + loop.name() + " to " + (next == null ? "nowhere" : next.name()) + " within " + grace);
        FakeLoop fake = (FakeLoop) Proxy.getInvocationHandler(loop);
        String from = fake.backend;
        fake.backend = next == null ? "parked" : next.name();
        return future(new SwapReport(from, fake.backend, 0, List.of(), Duration.ZERO));
    }

    <T> LoopFuture<T> future(T result) {
        CompletableFuture<T> done = CompletableFuture.completedFuture(result);
        return proxy(LoopFuture.class, (name, args) -> switch (name) {
            case "whenComplete" ->
                done.whenComplete(FakeEngine.<java.util.function.BiConsumer<Object, Throwable>>cast(args[0]));
            case "get" -> {
                if (ends) {
                    throw new CancellationException();
                }
                if (answersLater && !answers.await((long) args[0], (TimeUnit) args[1])) {
                    throw new TimeoutException();
                }
                yield result;
            }
            default -> throw new UnsupportedOperationException(name);
        });
    }

    @SuppressWarnings("unchecked") // a fake knows what it was given
    static <T> T cast(Object object) {
        return (T) object;
    }

    static <T> T proxy(Class<?> type, Answer answer) {
        return cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, args) -> answer.to(method.getName(), args)));
    }

    interface Answer {
        @Nullable
        Object to(String name, Object[] args) throws Exception;
    }

    /** What a loop is, as far as a policy asks. */
    static final class FakeLoop implements java.lang.reflect.InvocationHandler {
        final FakeEngine engine;
        final String name;
        volatile String backend;
        boolean closed;
        boolean running = true;
        boolean here;

        FakeLoop(FakeEngine engine, String name, String backend) {
            this.engine = engine;
            this.name = name;
            this.backend = backend;
        }

        EventLoop proxy() {
            return (EventLoop)
                    Proxy.newProxyInstance(EventLoop.class.getClassLoader(), new Class<?>[] {EventLoop.class}, this);
        }

        static FakeLoop of(EventLoop loop) {
            return (FakeLoop) Proxy.getInvocationHandler(loop);
        }

        @Override
        public @Nullable Object invoke(Object self, java.lang.reflect.Method method, Object[] args) {
            return switch (method.getName()) {
                case "name", "toString" -> name;
                case "backend" -> backend;
                case "isClosed" -> closed;
                case "isRunning" -> running;
                case "inEventLoop" -> here;
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == args[0];
                case "swapBackend" -> swap((LoopBackendProvider) args[0]);
                case "close" -> {
                    engine.calls.add("close " + name);
                    closed = true;
                    yield null;
                }
                case "shutdown" -> {
                    engine.calls.add("shutdown " + name);
                    yield engine.future(null);
                }
                default -> throw new UnsupportedOperationException(method.getName());
            };
        }

        private Object swap(LoopBackendProvider next) {
            engine.calls.add("swap " + name + " to " + next.name());
            SwapReport report = new SwapReport(backend, next.name(), 0, List.of(), Duration.ZERO);
            engine.duringASwap.run();
            backend = next.name();
            return engine.future(report);
        }
    }

    /** A registry that prints well. */
    static final class FakeSubsystems implements Subsystems {
        final List<String> fed = new ArrayList<>();

        @Override
        public <S extends Provider> S require(Class<S> service, String operation) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <S extends Provider> List<S> all(Class<S> service) {
            return List.of();
        }

        @Override
        public <S extends Provider> Registration add(Class<S> service, S provider, int ranking) {
            String entry = service.getSimpleName() + " " + provider.name() + " " + ranking;
            fed.add(entry);
            return () -> fed.remove(entry);
        }
    }
}
