package dev.gyre.launcher;

import dev.gyre.shell.protocol.Frame;
import dev.gyre.shell.protocol.FrameChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;

/**
 * The shell of a running container, from outside, by its control socket. Each call is a session of its own.
 *
 * <p>All throw {@link NoContainerException} when no container answers, {@link ReaderGoneException} when nobody takes the output any more, and {@link
 * IOException} when the container refuses or goes away before it has answered.
 */
final class ControlClient {
    private static final String SOCKET = "run/gyre.sock";
    private static final int BUFFER = 8 * 1024;

    private final Path base;
    private final Path socket;

    /** Looks for the container of a base folder. */
    ControlClient(Path base) {
        this.base = base;
        this.socket = base.resolve(SOCKET);
    }

    /** Has one command line run and its output copied; returns its exit code. */
    int execute(String commandLine, OutputStream out, OutputStream err) throws IOException {
        try (FrameChannel channel = connect()) {
            channel.write(Frame.Open.execute(commandLine));
            return copy(channel, out, err);
        }
    }

    /** Has command lines run as they come; returns the exit code of the last. */
    int plain(InputStream in, OutputStream out, OutputStream err) throws IOException {
        try (FrameChannel channel = connect()) {
            channel.write(Frame.Open.plain());
            forward(in, channel);
            return copy(channel, out, err);
        }
    }

    /** Lends a terminal to the shell, byte by byte; returns the exit code of the last command. */
    int interact(Terminal terminal) throws IOException {
        try (FrameChannel channel = connect()) {
            channel.write(Frame.Open.terminal(terminal.getType(), terminal.getWidth(), terminal.getHeight()));
            terminal.handle(Terminal.Signal.WINCH, _ -> resize(terminal, channel));
            Attributes before = enterPassThrough(terminal);
            try {
                forward(terminal.input(), channel);
                return copy(channel, terminal.output(), terminal.output());
            } finally {
                terminal.setAttributes(before);
            }
        }
    }

    private FrameChannel connect() throws IOException {
        if (!Files.exists(socket)) {
            throw new NoContainerException(base);
        }
        try {
            return new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (ConnectException _) {
            throw new NoContainerException(base);
        } catch (IOException e) {
            throw new IOException("the container's socket " + socket + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Keys reach the container as they are, Ctrl-C too; what it prints is not touched either. */
    private static Attributes enterPassThrough(Terminal terminal) {
        Attributes before = terminal.enterRawMode();
        Attributes raw = new Attributes(terminal.getAttributes());
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        raw.setOutputFlag(Attributes.OutputFlag.OPOST, false);
        terminal.setAttributes(raw);
        return before;
    }

    private static void resize(Terminal terminal, FrameChannel channel) {
        try {
            channel.write(new Frame.Resize(terminal.getWidth(), terminal.getHeight()));
        } catch (IOException _) {
            // the container has gone, and whoever reads from it says so
        }
    }

    private static void forward(InputStream in, FrameChannel channel) {
        Thread.ofPlatform().daemon().name("gyre-input").start(() -> {
            byte[] buffer = new byte[BUFFER];
            try {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    channel.write(new Frame.Input(Arrays.copyOf(buffer, count)));
                }
                channel.write(new Frame.EndOfInput());
            } catch (IOException _) {
                // the session is over
            }
        });
    }

    private int copy(FrameChannel channel, OutputStream out, OutputStream err) throws IOException {
        for (Frame frame = channel.read(); frame != null; frame = channel.read()) {
            switch (frame) {
                case Frame.Output(byte[] bytes) -> print(bytes, out);
                case Frame.ErrorOutput(byte[] bytes) -> print(bytes, err);
                case Frame.Exit(int code) -> {
                    return code;
                }
                case Frame.Refusal(String reason) -> throw new IOException("the container refuses: " + reason);
                default -> throw new IOException("the container answers with what no client understands: " + frame);
            }
        }
        throw new IOException("the container at " + base + " has gone");
    }

    private static void print(byte[] bytes, OutputStream out) throws ReaderGoneException {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new ReaderGoneException(e);
        }
    }
}
