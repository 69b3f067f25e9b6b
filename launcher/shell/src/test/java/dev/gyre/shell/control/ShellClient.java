package dev.gyre.shell.control;

import dev.gyre.shell.protocol.Frame;
import dev.gyre.shell.protocol.FrameChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client that remembers what it was told. */
final class ShellClient implements AutoCloseable {
    private static final Pattern ESCAPES = Pattern.compile("\u001b(\\[[?0-9;]*[A-Za-z]|[=>])");

    private final FrameChannel channel;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private int awaited;
    private int code = Integer.MIN_VALUE;
    private @Nullable String refusal;

    private ShellClient(FrameChannel channel) {
        this.channel = channel;
    }

    static ShellClient connect(Path socket) throws IOException {
        return new ShellClient(new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket))));
    }

    static ShellClient open(Path socket, Frame.Open open) throws IOException {
        ShellClient client = connect(socket);
        client.send(open);
        return client;
    }

    static ShellClient terminal(Path socket) throws IOException {
        ShellClient client = open(socket, Frame.Open.terminal("xterm", 80, 24));
        client.await("gyre> ");
        return client;
    }

    void send(Frame frame) throws IOException {
        channel.write(frame);
    }

    void type(String text) throws IOException {
        send(new Frame.Input(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads until something was printed that has not been awaited before; returns all up to it. */
    String await(String part) throws IOException {
        while (out().indexOf(part, awaited) < 0) {
            if (!read()) {
                throw new AssertionError("the session ended without saying \"" + part + "\": " + out() + err());
            }
        }
        int begin = awaited;
        awaited = out().indexOf(part, begin) + part.length();
        return out().substring(begin, awaited);
    }

    /** Takes a frame; returns whether more may come. */
    private boolean read() throws IOException {
        switch (channel.read()) {
            case Frame.Output(byte[] bytes) -> out.writeBytes(bytes);
            case Frame.ErrorOutput(byte[] bytes) -> err.writeBytes(bytes);
            case Frame.Exit(int last) -> {
                code = last;
                return false;
            }
            case Frame.Refusal(String reason) -> {
                refusal = reason;
                return false;
            }
            case null -> {
                return false;
            }
            default -> throw new AssertionError("no frame of a shell");
        }
        return true;
    }

    /** Reads to the end; returns the exit code. */
    int awaitExit() throws IOException {
        while (read()) {
            // all is kept
        }
        if (code == Integer.MIN_VALUE) {
            throw new AssertionError("the session ended without an exit code: " + refusal + out() + err());
        }
        return code;
    }

    /** Reads to the end; returns why there is no session. */
    String awaitRefusal() throws IOException {
        while (read()) {
            // all is kept
        }
        return String.valueOf(refusal);
    }

    /** Reads to the end of the connection. */
    void awaitEnd() throws IOException {
        while (read()) {
            // all is kept
        }
    }

    /** What was printed, without escape sequences. */
    String out() {
        return ESCAPES.matcher(out.toString(StandardCharsets.UTF_8)).replaceAll("");
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
