package dev.gyre.itests.modes.oracle;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopSocket;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What is done with plain sockets. */
final class SocketSteps {
    private final Play play;
    private final EventLoop loop;

    SocketSteps(Play play) {
        this.play = play;
        this.loop = play.loop();
    }

    void step(String who, LoopSocket socket, String[] words) throws IOException {
        String last = words[words.length - 1];
        switch (words[0]) {
            case "recv" -> operation(last, () -> loop.sockRecv(socket, number(words[1])));
            case "recv_into" -> operation(last, () -> loop.sockRecvInto(socket, ByteBuffer.allocate(number(words[1]))));
            case "recvfrom" -> operation(last, () -> loop.sockRecvfrom(socket, number(words[1])));
            case "sendall" -> operation(last, () -> loop.sockSendall(socket, ByteBuffer.wrap(Play.payload(words[1]))));
            case "sendto" ->
                operation(
                        last,
                        () -> loop.sockSendto(socket, ByteBuffer.wrap(Play.payload(words[2])), play.address(words[1])));
            case "connect" -> operation(last, () -> loop.sockConnect(socket, play.address(words[1])));
            case "accept" -> operation(last, () -> loop.sockAccept(socket));
            case "add_reader" -> loop.addReader(socket, () -> play.ran(last));
            case "add_writer" -> loop.addWriter(socket, () -> play.ran(last));
            case "remove_reader" -> play.trace().note(who, "remove_reader " + loop.removeReader(socket));
            case "remove_writer" -> play.trace().note(who, "remove_writer " + loop.removeWriter(socket));
            case "shutdown" -> socket.shutdownOutput();
            case "close" -> socket.close();
            case "reset" -> {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                socket.close();
            }
            default -> throw new AssertionError("no step " + Arrays.toString(words) + " of a socket");
        }
    }

    /** Lets it begin to wait, as awaiting a coroutine does. */
    private <T> void operation(String name, Play.Beginning<T> beginning) {
        play.settle(name, beginning);
        play.spin(1);
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }
}
