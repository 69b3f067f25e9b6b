package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.StreamConnection;
import dev.gyre.streams.StreamWriter;
import dev.gyre.streams.Streams;
import java.nio.charset.StandardCharsets;

/**
 * Sends a message, reads the answer and closes the connection. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-stream.html#tcp-echo-client-using-streams">TCP echo client using
 * streams</a>, for {@link StreamEchoServer}.
 */
public final class StreamEchoClient {
    private static final String MESSAGE = "Hello World!";
    private static final int MOST_BYTES = 100;

    private StreamEchoClient() {}

    /**
     * Talks to the server.
     *
     * @param args the port; 8888 without one
     * @throws Exception when there is no server
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
        EventLoops.run(() -> {
            try (StreamConnection connection = Streams.openConnection("127.0.0.1", port)) {
                StreamWriter writer = connection.writer();
                System.out.println("Send: '" + MESSAGE + "'");
                writer.write(MESSAGE, StandardCharsets.UTF_8);
                writer.drain();

                byte[] data = connection.reader().read(MOST_BYTES);
                System.out.println("Received: '" + new String(data, StandardCharsets.UTF_8) + "'");

                System.out.println("Close the connection");
                writer.close();
                writer.waitClosed();
            }
        });
    }
}
