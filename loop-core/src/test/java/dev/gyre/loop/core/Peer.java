package dev.gyre.loop.core;

import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.spi.StreamListener;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end of a connection that takes note of what it hears. */
final class Peer implements StreamListener {
    final List<String> heard = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Nullable
    StreamHandle handle;

    @Nullable
    Throwable cause;

    boolean closed;
    boolean ended;
    long count;
    boolean keep = true;
    Runnable onFilled = () -> {};
    Consumer<ByteBuffer> onBytes = view -> {};
    Runnable onConnected = () -> {};
    Runnable onPaused = () -> {};
    Runnable onResumed = () -> {};
    Runnable onEnd = () -> {};

    @Nullable
    ByteBuffer own;

    StreamHandle handle() {
        return Objects.requireNonNull(handle);
    }

    void write(String text) {
        handle().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void connected() {
        heard.add("connected");
        onConnected.run();
    }

    @Override
    public @Nullable ByteBuffer buffer(int sizeHint) {
        return own;
    }

    @Override
    public void received(ByteBuffer view) {
        count += view.remaining();
        if (keep) {
            byte[] copy = new byte[view.remaining()];
            view.get(view.position(), copy);
            bytes.writeBytes(copy);
        }
        onBytes.accept(view);
    }

    @Override
    public void filled(int filled) {
        count += filled;
        heard.add("filled");
        onFilled.run();
    }

    @Override
    public void end() {
        ended = true;
        heard.add("end");
        onEnd.run();
    }

    @Override
    public void pauseWriting() {
        heard.add("pause");
        onPaused.run();
    }

    @Override
    public void resumeWriting() {
        heard.add("resume");
        onResumed.run();
    }

    @Override
    public void fileSent(long sent, @Nullable Throwable failure) {
        heard.add("file " + sent + (failure == null ? "" : " failed"));
    }

    @Override
    public void closed(@Nullable Throwable why) {
        closed = true;
        cause = why;
        heard.add("closed");
    }
}
