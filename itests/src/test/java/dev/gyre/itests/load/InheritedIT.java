package dev.gyre.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that are passed on by who starts the process, as systemd does it. */
final class InheritedIT {
    private static final String PASSING_ON = """
            import fcntl, os, socket, sys
            tcp = socket.create_server(("127.0.0.1", 0))
            unix = socket.socket(socket.AF_UNIX)
            unix.bind(sys.argv[1])
            unix.listen()
            print(tcp.getsockname()[1], flush=True)
            passed = [fcntl.fcntl(each.fileno(), fcntl.F_DUPFD, 50) for each in (tcp, unix)]
            for number, each in enumerate(passed):
                os.dup2(each, 3 + number)
                os.close(each)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="web:local")
            os.execv(sys.argv[2], sys.argv[2:])
            """;

    @TempDir
    private Path folder;

    @Timeout(60)
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"epoll", "nio"})
    void shouldServeAtThem(String backend) throws Exception {
        assumeTrue(isPythonThere(), "python3 is not installed");
        Path path = folder.resolve("socket");
        Process process = new ProcessBuilder(
                        "python3",
                        "-c",
                        PASSING_ON,
                        path.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InheritedEchoProcess.class.getName(),
                        backend)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            int port = Integer.parseInt(lines.readLine());
            // Nobody accepts yet, and nobody is refused.
            try (SocketChannel early = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
                assertEquals("web LISTENER local LISTENER", lines.readLine());
                echo(early);
            }
            for (SocketAddress each :
                    List.of(new InetSocketAddress("127.0.0.1", port), UnixDomainSocketAddress.of(path))) {
                try (SocketChannel client = SocketChannel.open(each)) {
                    echo(client);
                }
            }
            process.getOutputStream().close();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void echo(SocketChannel client) throws IOException {
        client.write(StandardCharsets.US_ASCII.encode("hello"));
        ByteBuffer answer = ByteBuffer.allocate(5);
        while (answer.hasRemaining() && client.read(answer) >= 0) {
            // until it is whole
        }
        assertEquals("hello", StandardCharsets.US_ASCII.decode(answer.flip()).toString());
    }

    private static boolean isPythonThere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
