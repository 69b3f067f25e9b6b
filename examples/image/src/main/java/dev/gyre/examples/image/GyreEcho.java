package dev.gyre.examples.image;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import java.time.Duration;

/** An echo server that ends in order: {@code gyre-echo [port]}. */
public final class GyreEcho {
    private static final int PORT = 7007;
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private GyreEcho() {}

    /**
     * Serves until a signal, then lets open connections end for a while.
     *
     * @param args the port; 7007 without one
     * @throws Exception when it cannot listen
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? PORT : Integer.parseInt(args[0]);
        Thread main = Thread.currentThread();
        try (EventLoop loop = EventLoops.newEventLoop()) {
            Server server = loop.runUntilComplete(loop.createServer(Echo::new, ServerOptions.at("127.0.0.1", port)));
            // The JVM turns SIGTERM and SIGINT into this hook, and ends when it returns.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                loop.shutdown(DRAIN);
                join(main);
            }));
            System.out.println("Serving on " + server.sockets().getFirst().localAddress());
            loop.runForever();
        }
        System.out.println("Served.");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
