package dev.gyre.shell.control;

import dev.gyre.shell.protocol.Frame;
import dev.gyre.shell.protocol.FrameChannel;
import dev.gyre.shell.protocol.ProtocolException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection: what is said over it, and the threads that say it. */
final class Session {
    private static final Logger LOG = System.getLogger("dev.gyre.shell");
    private static final long END_MILLIS = 3_000;

    /** Makes the conversation that a client asks for; throws when there cannot be one, saying why. */
    @FunctionalInterface
    interface Opening {
        Conversation open(Frame.Open open, Outbox outbox) throws IOException;
    }

    private final String name;
    private final FrameChannel channel;
    private final Outbox outbox;
    private final Opening opening;
    private final Consumer<Session> whenOver;
    private final Thread reading;
    private final Thread writing;
    private final Thread working;

    private volatile @Nullable Conversation conversation;

    Session(String name, FrameChannel channel, Opening opening, Consumer<Session> whenOver) {
        this.name = name;
        this.channel = channel;
        this.outbox = new Outbox(channel);
        this.opening = opening;
        this.whenOver = whenOver;
        this.reading = thread(this::read, name + "-in");
        this.writing = thread(this::write, name + "-out");
        this.working = thread(this::work, name);
    }

    private static Thread thread(Runnable task, String name) {
        return Thread.ofPlatform().daemon().name(name).unstarted(task);
    }

    void start() {
        reading.start();
    }

    /** The first frame opens the conversation, the others are for it; the end of them is its end. */
    private void read() {
        try {
            if (!(channel.read() instanceof Frame.Open open)) {
                return;
            }
            writing.start();
            Conversation opened = opening.open(open, outbox);
            conversation = opened;
            working.start();
            for (Frame frame = channel.read(); frame != null; frame = channel.read()) {
                opened.receive(frame);
            }
        } catch (RefusedException | ProtocolException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, name + ": the client has gone", e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, name + ": the session failed", e);
            refuse("the session failed; the container's log says more");
        } finally {
            if (working.getState() == Thread.State.NEW) {
                over();
            } else {
                outboxAfterClient();
            }
        }
    }

    /** Nobody reads any more what is still to be said. */
    private void outboxAfterClient() {
        outbox.close();
        end();
    }

    private void refuse(String reason) {
        try {
            if (writing.getState() == Thread.State.NEW) {
                writing.start();
            }
            outbox.put(new Frame.Refusal(reason));
            writing.join(END_MILLIS);
        } catch (IOException _) {
            // the client has gone
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        outbox.send();
    }

    private void work() {
        Conversation working = conversation;
        if (working == null) {
            return;
        }
        try (working) {
            outbox.put(new Frame.Exit(working.run()));
            writing.join(END_MILLIS);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, name + ": the client has gone", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, name + ": the session failed", e);
        } finally {
            over();
        }
    }

    private void over() {
        outbox.close();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, name + ": the connection was not closed in order", e);
        }
        whenOver.accept(this);
    }

    private void end() {
        Conversation ended = conversation;
        if (ended != null) {
            ended.end();
        }
    }

    /** Lets the running command finish, for a time, and ends the session; {@link #join} waits for it. */
    void stop(long graceMillis) {
        Conversation stopped = conversation;
        if (stopped == null) {
            over();
            return;
        }
        if (stopped.isCaller()) {
            stopped.endAfterCommand();
            return;
        }
        stopped.endAfterCommand();
        stopped.awaitIdle(graceMillis);
        takeLeave(stopped, graceMillis);
        stopped.end();
    }

    /** A client that reads no more is not waited for; the end that follows frees the thread. */
    private void takeLeave(Conversation stopped, long graceMillis) {
        Thread farewell = Thread.ofVirtual().start(() -> {
            try {
                stopped.sayGoodbye();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, name + ": the client has gone", e);
            }
        });
        try {
            farewell.join(graceMillis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until its threads have ended, but not when one of its commands is what stops everything. */
    void join() {
        Conversation stopped = conversation;
        if (stopped != null && stopped.isCaller()) {
            return;
        }
        try {
            working.join(END_MILLIS);
            over();
            reading.join(END_MILLIS);
            writing.join(END_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
