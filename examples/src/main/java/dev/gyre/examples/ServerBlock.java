package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;

/**
 * A server is closed where its block ends. asyncio's first example of <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#server-objects">Server objects</a>, {@code async with
 * srv}.
 */
public final class ServerBlock {
    private ServerBlock() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when it cannot listen
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            Server server = loop.runUntilComplete(loop.createServer(EchoServer::new, ServerOptions.at("127.0.0.1", 0)));
            try (server) {
                print(server);
            }
            // The server is closed here and accepts no connections.
            print(server);
        }
    }

    private static void print(Server server) {
        System.out.println("serving: " + (server.isServing() ? "yes" : "no") + ", sockets: "
                + server.sockets().size());
    }
}
