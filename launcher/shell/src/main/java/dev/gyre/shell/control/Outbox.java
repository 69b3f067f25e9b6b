package dev.gyre.shell.control;

import dev.gyre.shell.protocol.Frame;
import dev.gyre.shell.protocol.FrameChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent to a client. Commands put, one thread of the session's own sends: a command may be interrupted at any time, and that must not
 * close the connection.
 */
final class Outbox {
    private static final int CAPACITY = 16;

    private final FrameChannel channel;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private boolean closed;

    Outbox(FrameChannel channel) {
        this.channel = channel;
    }

    /** Waits for room, whether interrupted or not; fails when the client has gone. */
    synchronized void put(Frame frame) throws IOException {
        boolean interrupted = false;
        try {
            while (!closed && frames.size() >= CAPACITY) {
                try {
                    wait();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (closed) {
                throw new IOException("the client has gone");
            }
            frames.add(frame);
            notifyAll();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends until the last frame of a session, or until the client has gone. */
    void send() {
        try {
            for (Frame frame = take(); frame != null; frame = take()) {
                channel.write(frame);
                if (frame instanceof Frame.Exit || frame instanceof Frame.Refusal) {
                    return;
                }
            }
        } catch (IOException _) {
            // the client has gone: there is nobody to tell
        } finally {
            close();
        }
    }

    private synchronized @Nullable Frame take() {
        while (!closed && frames.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException _) {
                return null;
            }
        }
        notifyAll();
        return closed ? null : frames.poll();
    }

    /** Drops what is not sent. */
    synchronized void close() {
        closed = true;
        frames.clear();
        notifyAll();
    }
}
