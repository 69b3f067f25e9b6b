package dev.gyre.shell.control;

import dev.gyre.shell.protocol.Frame;
import dev.gyre.shell.protocol.FrameChannel;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections at the control socket, each a session.
 *
 * <p><b>Threading</b>: a thread that accepts, three for each session; none is a loop's.
 */
public final class ControlServer implements Closeable {
    private static final Logger LOG = System.getLogger("dev.gyre.shell");
    private static final long GRACE_MILLIS = 2_000;
    private static final long END_MILLIS = 3_000;
    private static final long PAUSE_MILLIS = 100;

    private final ControlSocket socket;
    private final Supplier<@Nullable CommandProcessor> processors;
    private final ArgumentNames arguments;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Thread accepting;
    private volatile boolean closed;

    private ControlServer(
            ControlSocket socket, Supplier<@Nullable CommandProcessor> processors, ArgumentNames arguments) {
        this.socket = socket;
        this.processors = processors;
        this.arguments = arguments;
        this.accepting = Thread.ofPlatform().daemon().name("gyre-shell-accept").unstarted(this::accept);
    }

    /**
     * Listens.
     *
     * @param folder where the socket is to be; made when it is not there
     * @param processors finds who runs commands; null when there is nobody
     * @param arguments completes
     * @return the server
     * @throws IOException when the folder is not ours alone, another container answers there, or the system refuses; the message says which
     */
    public static ControlServer open(
            Path folder, Supplier<@Nullable CommandProcessor> processors, ArgumentNames arguments) throws IOException {
        ControlSocket socket = ControlSocket.open(RunFolder.open(folder));
        ControlServer server = new ControlServer(socket, processors, arguments);
        server.accepting.start();
        return server;
    }

    /**
     * {@return the socket's file}
     */
    public Path file() {
        return socket.file();
    }

    private void accept() {
        for (int number = 1; !closed; number++) {
            try {
                welcome(socket.accept(), "gyre-shell-" + number);
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "The control socket did not accept a connection: " + e.getMessage());
                pause();
            }
        }
    }

    /** Descriptors may be scarce: spinning would not bring them back. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void welcome(SocketChannel connection, String name) throws IOException {
        boolean ours = false;
        try {
            ours = socket.isOurs(connection);
        } finally {
            if (!ours) {
                connection.close();
            }
        }
        if (!ours) {
            LOG.log(Level.WARNING, "A process of another user tried to open the control socket and was sent away.");
            return;
        }
        Session session = new Session(name, new FrameChannel(connection), this::converse, sessions::remove);
        sessions.add(session);
        session.start();
        if (closed) {
            session.stop(0);
        }
    }

    private Conversation converse(Frame.Open open, Outbox outbox) throws IOException {
        CommandProcessor processor = processors.get();
        if (processor == null) {
            throw new RefusedException("the bundle that runs commands, org.apache.felix.gogo.runtime, is not started");
        }
        if (closed) {
            throw new RefusedException("the container stops");
        }
        return switch (open.kind()) {
            case EXECUTE -> new BatchConversation(processor, outbox, open.command());
            case PLAIN -> new BatchConversation(processor, outbox, null);
            case TERMINAL -> new TerminalConversation(processor, outbox, arguments, open);
        };
    }

    /** {@return how many sessions there are} */
    int sessions() {
        return sessions.size();
    }

    /** Lets running commands finish for a moment, ends all sessions, and removes the socket. */
    @Override
    public void close() throws IOException {
        closed = true;
        try {
            socket.close();
        } finally {
            List<Session> open = new ArrayList<>(sessions);
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
            for (Session session : open) {
                session.stop(Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
            open.forEach(Session::join);
            try {
                accepting.join(END_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
