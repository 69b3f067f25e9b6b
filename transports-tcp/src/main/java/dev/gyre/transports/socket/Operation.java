package dev.gyre.transports.socket;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.spi.SocketHandle;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the {@code sock*} family: it is tried at once, and then at each readiness until it has its result, fails or is cancelled.
 *
 * @param <T> its result
 */
final class Operation<T extends @Nullable Object> {
    /**
     * One try that does not block.
     *
     * @param <T> the result
     */
    @FunctionalInterface
    interface Attempt<T extends @Nullable Object> {
        /**
         * Tries.
         *
         * @return the result; null when it would block
         */
        @Nullable
        Result<T> make(SocketHandle handle) throws Exception;
    }

    /**
     * How an attempt has succeeded.
     *
     * @param <T> the result
     */
    record Result<T extends @Nullable Object>(T value) {}

    private final String name;
    private final PlainSocket socket;
    private final SocketHandle handle;
    private final int op;
    private final Attempt<T> attempt;
    private final LoopPromise<T> promise;
    private @Nullable Handle watch;

    private Operation(
            EventLoop loop, String name, PlainSocket socket, SocketHandle handle, int op, Attempt<T> attempt) {
        this.name = name;
        this.socket = socket;
        this.handle = handle;
        this.op = op;
        this.attempt = attempt;
        this.promise = loop.createFuture();
    }

    /**
     * Starts one.
     *
     * @param op what to wait for between two attempts
     * @throws IllegalStateException when somebody else has the socket
     */
    static <T extends @Nullable Object> LoopFuture<T> start(
            EventLoop loop, PlainSocket socket, String name, int op, Attempt<T> attempt) {
        SocketHandle handle;
        try {
            handle = socket.on(loop, name);
        } catch (IOException e) {
            LoopPromise<T> failed = loop.createFuture();
            failed.setException(e);
            return failed;
        }
        Operation<T> operation = new Operation<>(loop, name, socket, handle, op, attempt);
        operation.begin();
        return operation.promise;
    }

    private void begin() {
        if (tried()) {
            return;
        }
        socket.add(this);
        watch = handle.watch(op, this::ready);
        promise.addDoneCallback(done -> end());
    }

    private void ready() {
        if (promise.isDone() || tried()) {
            end();
        }
    }

    /** {@return whether the attempt has ended the operation} */
    private boolean tried() {
        try {
            Result<T> result = attempt.make(handle);
            if (result != null) {
                promise.setResult(result.value());
            }
            return result != null;
        } catch (Exception e) {
            promise.setException(e);
            return true;
        }
    }

    /** {@return whether it takes the watch of another one that still waits} */
    boolean overtakes(Operation<?> other) {
        return op == other.op && !other.isDone();
    }

    boolean isDone() {
        return promise.isDone();
    }

    /** Ends it with a failure. */
    void fail(Throwable cause) {
        if (!promise.isDone()) {
            promise.setException(cause);
        }
        end();
    }

    private void end() {
        Handle present = watch;
        if (present != null) {
            watch = null;
            present.cancel();
            socket.remove(this);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
