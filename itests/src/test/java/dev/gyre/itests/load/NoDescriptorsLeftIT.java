package dev.gyre.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that runs out of descriptors says so, goes on with the connections it has, and takes the others when it can. */
final class NoDescriptorsLeftIT {
    private static final int DESCRIPTORS = 120;
    private static final int CONNECTIONS = 200;
    private static final int STAYING = 30;

    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = {"epoll", "nio"})
    void shouldBackOffAndRecoverByItself(String backend) throws IOException, InterruptedException {
        Partner server = Partner.startWithDescriptors(DESCRIPTORS, EchoProcess.class, backend);
        List<Socket> sockets = new ArrayList<>();
        try {
            int port = Integer.parseInt(server.line());
            echo(open(sockets, port));
            for (int i = 0; i < CONNECTIONS; i++) {
                open(sockets, port);
            }
            int[] full = server.ask("report");
            while (full[3] == 0) {
                full = server.ask("report");
            }
            assertTrue(full[0] < DESCRIPTORS, "connections");
            echo(sockets.getFirst());

            for (int i = 1; i <= CONNECTIONS - STAYING; i++) {
                sockets.get(i).close();
            }
            echo(sockets.getLast());
            assertTrue(server.ask("report")[3] <= 3, "reported, but not again and again");
        } finally {
            for (Socket each : sockets) {
                each.close();
            }
            server.close();
        }
    }

    private static Socket open(List<Socket> sockets, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        return socket;
    }

    private static void echo(Socket socket) throws IOException {
        socket.getOutputStream().write('x');
        assertEquals('x', socket.getInputStream().read());
    }
}
