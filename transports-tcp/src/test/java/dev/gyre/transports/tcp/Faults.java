package dev.gyre.transports.tcp;

import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;

/** Puts failures between the engine and a backend: each accept throws the next of them, until there is none. */
final class Faults {
    final Queue<IOException> ofAccept = new ArrayDeque<>();

    LoopBackendProvider over(LoopBackendProvider real) {
        return between(
                LoopBackendProvider.class,
                real,
                result -> result instanceof LoopBackend backend ? over(backend) : result);
    }

    private LoopBackend over(LoopBackend real) {
        return between(LoopBackend.class, real, result -> result instanceof ListenerPort port ? over(port) : result);
    }

    private ListenerPort over(ListenerPort real) {
        return between(ListenerPort.class, real, result -> result);
    }

    /** What becomes of a result. */
    private interface Change {
        Object of(Object result);
    }

    private <T> T between(Class<T> type, T real, Change change) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("accept") && !ofAccept.isEmpty()) {
                throw ofAccept.remove();
            }
            try {
                return change.of(method.invoke(real, args));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
