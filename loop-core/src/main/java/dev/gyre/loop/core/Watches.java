package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.Watchable;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The readers and writers of {@code addReader} and its kin: one watch for each channel or descriptor. */
final class Watches {
    private final EngineLoop loop;
    private final Map<Object, Pair> pairs = new HashMap<>();

    Watches(EngineLoop loop) {
        this.loop = loop;
    }

    void add(Watchable watched, int op, Callback callback) {
        loop.checkThread(op == Ops.READ ? "addReader" : "addWriter");
        loop.checkOpen();
        switch (watched) {
            case LoopSocket socket -> set(socket, op, callback);
            case Watchable.OfChannel(SelectableChannel channel) -> add(Owned.borrowed(channel), op, callback);
            case Watchable.OfDescriptor(int descriptor) -> add(Owned.borrowed(descriptor), op, callback);
        }
    }

    private void add(Owned borrowed, int op, Callback callback) {
        Object key = key(borrowed);
        Pair pair = pairs.get(key);
        if (pair == null) {
            refuseOwned(borrowed);
            pair = new Pair();
            pair.open(borrowed);
            pairs.put(key, pair);
        }
        pair.set(op, new ScheduledCallback(callback, LoopContext.current(), loop.getDebug()));
    }

    boolean remove(Watchable watched, int op) {
        loop.checkThread(op == Ops.READ ? "removeReader" : "removeWriter");
        return switch (watched) {
            case LoopSocket socket -> set(socket, op, null);
            case Watchable.OfChannel(SelectableChannel channel) -> remove((Object) channel, op);
            case Watchable.OfDescriptor(int descriptor) -> remove((Object) descriptor, op);
        };
    }

    private boolean remove(Object key, int op) {
        Pair pair = pairs.get(key);
        if (pair == null || pair.get(op) == null) {
            return false;
        }
        pair.set(op, null);
        if (pair.isEmpty()) {
            pairs.remove(key);
            pair.close();
        }
        return true;
    }

    private boolean set(LoopSocket socket, int op, @Nullable Callback callback) {
        return op == Ops.READ ? socket.reader(loop, callback) : socket.writer(loop, callback);
    }

    private static Object key(Owned borrowed) {
        SelectableChannel channel = borrowed.channel();
        return channel != null ? channel : borrowed.descriptor();
    }

    private void refuseOwned(Owned borrowed) {
        for (PortHandle handle : loop.handles().snapshot()) {
            if (!(handle instanceof EngineWatch) && key(handle.owned()).equals(key(borrowed))) {
                throw new IllegalStateException("Cannot watch " + borrowed + ": it belongs to "
                        + (handle instanceof EngineSocket
                                ? "a LoopSocket, which can be watched itself"
                                : "the transport or server of " + handle.describe() + "; use that one's protocol"));
            }
        }
    }

    void clear() {
        pairs.values().forEach(Pair::close);
        pairs.clear();
    }

    /** The reader and the writer of one thing. */
    private final class Pair {
        private @Nullable EngineWatch watch;
        private @Nullable ScheduledCallback reader;
        private @Nullable ScheduledCallback writer;

        private void open(Owned borrowed) {
            try {
                watch = loop.door().watch(borrowed, this::ready);
            } catch (IOException e) {
                throw new UnsupportedOperationException(
                        "The backend " + loop.backend() + " cannot watch " + borrowed + ": " + e.getMessage(), e);
            }
        }

        private @Nullable ScheduledCallback get(int op) {
            return op == Ops.READ ? reader : writer;
        }

        private boolean isEmpty() {
            return reader == null && writer == null;
        }

        private void set(int op, @Nullable ScheduledCallback callback) {
            if (op == Ops.READ) {
                reader = callback;
            } else {
                writer = callback;
            }
            Objects.requireNonNull(watch)
                    .interest((reader != null ? Ops.READ : Ops.NONE) | (writer != null ? Ops.WRITE : Ops.NONE));
        }

        private void ready(int ops) {
            run(ops & Ops.READ, reader);
            if ((ops & Ops.WRITE) != 0) {
                run(Ops.WRITE, writer);
            }
        }

        private void run(int op, @Nullable ScheduledCallback callback) {
            if (op != Ops.NONE && callback != null) {
                loop.dispatch().run(callback);
            }
        }

        private void close() {
            Objects.requireNonNull(watch).close();
        }
    }
}
