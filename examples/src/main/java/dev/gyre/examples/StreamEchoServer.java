package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.streams.StreamReader;
import dev.gyre.streams.StreamWriter;
import dev.gyre.streams.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A coroutine for each connection sends back what it reads. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-stream.html#tcp-echo-server-using-streams">TCP echo server using
 * streams</a>.
 */
public final class StreamEchoServer {
    private static final int MOST_BYTES = 100;

    private StreamEchoServer() {}

    /**
     * Serves until it is killed.
     *
     * @param args the port; 8888 without one
     * @throws Exception when it cannot listen
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
        EventLoops.run(() -> {
            try (Server server =
                    Streams.startServer(StreamEchoServer::handleEcho, ServerOptions.at("127.0.0.1", port))) {
                System.out.println("Serving on " + server.sockets().getFirst().localAddress());
                Task.await(server.serveForever());
            }
        });
    }

    private static void handleEcho(StreamReader reader, StreamWriter writer) throws IOException {
        byte[] data = reader.read(MOST_BYTES);
        String message = new String(data, StandardCharsets.UTF_8);
        System.out.println("Received '" + message + "' from "
                + writer.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow());

        System.out.println("Send: '" + message + "'");
        writer.write(data);
        writer.drain();

        System.out.println("Close the connection");
        writer.close();
        writer.waitClosed();
    }
}
