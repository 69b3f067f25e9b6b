package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;

/**
 * A server serves until its future is cancelled, which closes it; here a client's word does so. asyncio's second example
 * of <a href="https://docs.python.org/3.14/library/asyncio-eventloop.html#server-objects">Server objects</a>, {@code
 * serve_forever()}.
 */
public final class ServeForever implements Protocol<Transport> {
    private final LoopPromise<String> word;

    private ServeForever(LoopPromise<String> word) {
        this.word = word;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        if (!word.isDone()) {
            word.setResult(StandardCharsets.UTF_8.decode(data).toString().strip());
        }
    }

    /**
     * Serves until a client sends something.
     *
     * @param args the port; 8888 without one
     * @throws Exception when it cannot listen
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
        try (EventLoop loop = EventLoops.newEventLoop()) {
            LoopPromise<String> word = loop.createFuture();
            Server server = loop.runUntilComplete(
                    loop.createServer(() -> new ServeForever(word), ServerOptions.at("127.0.0.1", port)));
            System.out.println("Serving on " + server.sockets().getFirst().localAddress());
            LoopFuture<Void> serving = server.serveForever();
            word.addDoneCallback(done -> serving.cancel());
            try {
                loop.runUntilComplete(serving);
            } catch (CancellationException e) {
                System.out.println("Received: " + word.result());
                System.out.println("serving: " + (server.isServing() ? "yes" : "no"));
            }
            server.closeClients();
            loop.runUntilComplete(server.waitClosed());
        }
    }
}
