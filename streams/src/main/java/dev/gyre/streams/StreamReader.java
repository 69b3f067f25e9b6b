package dev.gyre.streams;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.transport.ReadTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a connection, for coroutines. What has come and was not read is kept; when it is more than twice the limit, nothing more is
 * received until somebody reads.
 *
 * <p><b>Threading</b>: the loop's thread; what reads is called in a coroutine. One coroutine waits at a time, and another is refused with {@link
 * IllegalStateException}.
 *
 * <p><b>Ownership</b>: arrays that are returned are the caller's.
 *
 * <p><b>Errors</b>: a connection that was lost fails every read from then on with what it was lost by, also when there are bytes left. A read that is
 * cancelled has taken nothing.
 *
 * <p><b>Differences from asyncio</b>: {@link #read(ByteBuffer)} and {@link #readLine(Charset)} are new. A line longer than the limit is a {@link
 * LimitOverrunException}, not a {@code ValueError}. {@code read(-1)} is {@link #readAll()}. There is no iterator: a loop over {@link #readLine()} ends at an empty one.
 */
public final class StreamReader {
    /** What is kept at the most before a separator, where nothing else is said: 64 KiB. */
    public static final int DEFAULT_LIMIT = 64 * 1024;

    private static final byte[] NEWLINE = {'\n'};
    private static final List<byte[]> NEWLINES = List.of(NEWLINE);
    private static final byte[] NOTHING = {};

    private final int limit;
    private final Bytes buffer = new Bytes();
    private @Nullable ReadTransport transport;
    private @Nullable LoopPromise<Void> waiter;
    private @Nullable Throwable failure;
    private boolean eof;
    private boolean paused;

    StreamReader(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("A reader's limit is " + limit + " bytes; it is above zero");
        }
        this.limit = limit;
    }

    // Reading

    /**
     * Reads what is there, and waits when that is nothing.
     *
     * @param count how many bytes at the most
     * @return one byte or more; empty at the end of the stream, or when the count is zero
     * @throws IOException when the connection was lost
     */
    public byte[] read(int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "read(" + count + "): a count is not negative; readAll() reads to the end");
        }
        checkFailure();
        if (count == 0) {
            return NOTHING;
        }
        awaitSomething("read");
        byte[] taken = buffer.take(Math.min(count, buffer.size()));
        resumeIfShort();
        return taken;
    }

    /**
     * Reads what is there into a buffer, and waits when that is nothing.
     *
     * @param into where to; its position advances
     * @return how many bytes; 0 when there is no room; -1 at the end of the stream
     * @throws IOException when the connection was lost
     */
    public int read(ByteBuffer into) throws IOException {
        checkFailure();
        if (!into.hasRemaining()) {
            return 0;
        }
        awaitSomething("read");
        int taken = buffer.takeInto(into);
        resumeIfShort();
        return taken == 0 ? -1 : taken;
    }

    private void awaitSomething(String what) throws IOException {
        while (buffer.isEmpty() && !eof) {
            awaitData(what);
        }
    }

    /**
     * Reads to the end of the stream, however much that is.
     *
     * @return all that came
     * @throws IOException when the connection was lost
     */
    public byte[] readAll() throws IOException {
        checkFailure();
        while (!eof) {
            awaitData("readAll");
        }
        return buffer.takeAll();
    }

    /**
     * Reads so many bytes, also more than the limit.
     *
     * @param count how many
     * @return the bytes
     * @throws IncompleteReadException when the stream ends before; it has what was there
     * @throws IOException when the connection was lost
     */
    public byte[] readExactly(int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("readExactly(" + count + "): a count is not negative");
        }
        checkFailure();
        while (buffer.size() < count) {
            if (eof) {
                throw new IncompleteReadException(buffer.takeAll(), count);
            }
            awaitData("readExactly");
        }
        byte[] taken = buffer.take(count);
        resumeIfShort();
        return taken;
    }

    /**
     * Reads a line.
     *
     * @return the line with its {@code \n}; without one at the end of the stream; empty when there is nothing left
     * @throws LimitOverrunException when it is longer than the limit; what was there of it is dropped
     * @throws IOException when the connection was lost
     */
    public byte[] readLine() throws IOException {
        try {
            return readUntil(NEWLINES);
        } catch (IncompleteReadException end) {
            return end.partial();
        } catch (LimitOverrunException tooLong) {
            if (buffer.startsWith(NEWLINE, tooLong.consumed())) {
                buffer.discard(tooLong.consumed() + 1);
            } else {
                buffer.clear();
            }
            resumeIfShort();
            throw tooLong;
        }
    }

    /**
     * Reads a line of text, as {@link #readLine()}.
     *
     * @param charset how it is encoded
     * @return the line with its {@code \n}; without one at the end of the stream; empty when there is nothing left
     * @throws LimitOverrunException when it is longer than the limit; what was there of it is dropped
     * @throws IOException when the connection was lost
     */
    public String readLine(Charset charset) throws IOException {
        return new String(readLine(), charset);
    }

    /**
     * Reads up to a separator.
     *
     * @param separator one byte or more
     * @return what came, with the separator
     * @throws IncompleteReadException when the stream ends before; it has what was there
     * @throws LimitOverrunException when there is no separator within the limit; nothing is read then
     * @throws IOException when the connection was lost
     */
    public byte[] readUntil(byte... separator) throws IOException {
        return readUntil(List.of(separator));
    }

    /**
     * Reads up to a separator, as {@link #readUntil(byte...)}.
     *
     * @param separator one character or more, in UTF-8
     * @return what came, with the separator
     * @throws IOException as there
     */
    public byte[] readUntil(String separator) throws IOException {
        return readUntil(List.of(separator.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads up to one of several separators, that which ends first.
     *
     * @param separators one or more, of one byte or more each
     * @return what came, with the separator
     * @throws IOException as {@link #readUntil(byte...)}
     */
    public byte[] readUntil(List<byte[]> separators) throws IOException {
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        for (byte[] each : separators) {
            shortest = Math.min(shortest, each.length);
            longest = Math.max(longest, each.length);
        }
        if (shortest == 0 || longest == 0) {
            throw new IllegalArgumentException("There is to be a separator, and each has one byte or more");
        }
        checkFailure();
        int searched = 0;
        Match match;
        while ((match = search(separators, searched)) == null) {
            if (buffer.size() - searched >= shortest) {
                searched = Math.max(0, buffer.size() + 1 - longest);
                checkLimit("No separator in the first " + searched + " bytes", searched);
            }
            if (eof) {
                throw new IncompleteReadException(buffer.takeAll());
            }
            awaitData("readUntil");
        }
        checkLimit("There is a separator after " + match.start() + " bytes", match.start());
        byte[] taken = buffer.take(match.end());
        resumeIfShort();
        return taken;
    }

    private record Match(int start, int end) {}

    private @Nullable Match search(List<byte[]> separators, int from) {
        Match best = null;
        for (byte[] each : separators) {
            int found = buffer.indexOf(each, from);
            if (found >= 0) {
                int end = found + each.length;
                if (best == null || end < best.end || end == best.end && found > best.start) {
                    best = new Match(found, end);
                }
            }
        }
        return best;
    }

    private void checkLimit(String found, int length) throws LimitOverrunException {
        if (length > limit) {
            throw new LimitOverrunException(found + ", which is more than the limit of " + limit, length);
        }
    }

    /**
     * {@return whether the stream has ended and everything was read}
     */
    public boolean atEof() {
        return eof && buffer.isEmpty();
    }

    /**
     * {@return what the connection was lost by}
     */
    public Optional<Throwable> exception() {
        return Optional.ofNullable(failure);
    }

    // Waiting

    void checkFailure() throws IOException {
        Throwable lost = failure;
        if (lost != null) {
            throw Awaiting.asIo(lost);
        }
    }

    private void awaitData(String what) throws IOException {
        if (waiter != null) {
            throw new IllegalStateException(
                    what + "() was called while another coroutine waits for data of the same stream");
        }
        // Who was woken by data may want more of a connection that was lost since; nobody would wake it again.
        checkFailure();
        resume();
        LoopPromise<Void> data = EventLoops.getRunningLoop().createFuture();
        waiter = data;
        try {
            Awaiting.io(data);
        } finally {
            waiter = null;
        }
    }

    private void wake() {
        LoopPromise<Void> waiting = waiter;
        if (waiting != null) {
            Awaiting.release(waiting);
        }
    }

    private void resumeIfShort() {
        if (buffer.size() <= limit) {
            resume();
        }
    }

    private void resume() {
        if (paused && transport != null) {
            paused = false;
            transport.resumeReading();
        }
    }

    // The other end

    void setTransport(ReadTransport made) {
        transport = made;
    }

    void feedData(ByteBuffer data) {
        if (eof) {
            throw new IllegalStateException(data.remaining() + " bytes have come after the end of the stream");
        }
        if (!data.hasRemaining()) {
            return;
        }
        buffer.append(data);
        wake();
        if (transport != null && !paused && buffer.size() > 2L * limit) {
            transport.pauseReading();
            paused = true;
        }
    }

    void feedEof() {
        eof = true;
        wake();
    }

    void setException(Throwable lost) {
        failure = lost;
        LoopPromise<Void> waiting = waiter;
        if (waiting != null && !waiting.isDone()) {
            waiting.setException(lost);
        }
    }

    /** {@return what was not read, to be given to whoever takes the connection over} */
    ByteBuffer unread() {
        return buffer.view();
    }

    /** What was not read is somebody else's now, who has reading go on as well. */
    void dropUnread() {
        buffer.clear();
        paused = false;
    }

    @Override
    public String toString() {
        return "stream reader, " + buffer.size() + " bytes" + (eof ? ", at the end" : "") + (paused ? ", paused" : "")
                + (failure != null ? ", lost by " + failure : "");
    }
}
