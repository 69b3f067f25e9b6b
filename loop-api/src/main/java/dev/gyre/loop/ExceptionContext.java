package dev.gyre.loop;

import dev.gyre.loop.transport.BaseTransport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a failure that goes to the {@link ExceptionHandler}. Immutable; {@link #of} begins one. */
public final class ExceptionContext {
    private final String message;
    private final @Nullable Throwable exception;
    private final @Nullable LoopFuture<?> future;
    private final @Nullable Handle handle;
    private final @Nullable Object protocol;
    private final @Nullable BaseTransport transport;
    private final @Nullable Object socket;
    private final @Nullable AsyncGenerator<?> generator;
    private final List<StackTraceElement> creationStack;

    private ExceptionContext(Builder from) {
        message = from.message;
        exception = from.exception;
        future = from.future;
        handle = from.handle;
        protocol = from.protocol;
        transport = from.transport;
        socket = from.socket;
        generator = from.generator;
        creationStack = from.creationStack;
    }

    /**
     * Begins one.
     *
     * @param message what failed
     * @return the builder
     */
    public static Builder of(String message) {
        return new Builder(message);
    }

    /**
     * {@return what failed}
     */
    public String message() {
        return message;
    }

    /**
     * {@return the failure}
     */
    public Optional<Throwable> exception() {
        return Optional.ofNullable(exception);
    }

    /**
     * {@return the future that failed; a {@link Task} when it is one}
     */
    public Optional<LoopFuture<?>> future() {
        return Optional.ofNullable(future);
    }

    /**
     * {@return the task that failed}
     */
    public Optional<Task<?>> task() {
        return future instanceof Task<?> task ? Optional.of(task) : Optional.empty();
    }

    /**
     * {@return the callback that failed}
     */
    public Optional<Handle> handle() {
        return Optional.ofNullable(handle);
    }

    /**
     * {@return the protocol that failed}
     */
    public Optional<Object> protocol() {
        return Optional.ofNullable(protocol);
    }

    /**
     * {@return the transport that failed}
     */
    public Optional<BaseTransport> transport() {
        return Optional.ofNullable(transport);
    }

    /**
     * {@return the socket or server that failed}
     */
    public Optional<Object> socket() {
        return Optional.ofNullable(socket);
    }

    /**
     * {@return the generator that failed}
     */
    public Optional<AsyncGenerator<?>> generator() {
        return Optional.ofNullable(generator);
    }

    /**
     * {@return where what failed was made; empty outside debug mode}
     */
    public List<StackTraceElement> creationStack() {
        return creationStack;
    }

    /**
     * {@return the message and all that is known, a line each}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(message);
        line(text, "exception", exception);
        line(text, "future", future);
        line(text, "handle", handle);
        line(text, "protocol", protocol);
        line(text, "transport", transport);
        line(text, "socket", socket);
        line(text, "generator", generator);
        if (!creationStack.isEmpty()) {
            text.append("\n  made at:");
            creationStack.forEach(frame -> text.append("\n    ").append(frame));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append("\n  ").append(name).append(": ").append(value);
        }
    }

    /** Gathers what is known. */
    public static final class Builder {
        private final String message;
        private @Nullable Throwable exception;
        private @Nullable LoopFuture<?> future;
        private @Nullable Handle handle;
        private @Nullable Object protocol;
        private @Nullable BaseTransport transport;
        private @Nullable Object socket;
        private @Nullable AsyncGenerator<?> generator;
        private List<StackTraceElement> creationStack = List.of();

        private Builder(String message) {
            this.message = message;
        }

        /**
         * Adds the failure.
         *
         * @param failure the failure
         * @return this builder
         */
        public Builder exception(@Nullable Throwable failure) {
            exception = failure;
            return this;
        }

        /**
         * Adds the future or task.
         *
         * @param failed the future
         * @return this builder
         */
        public Builder future(LoopFuture<?> failed) {
            future = failed;
            return this;
        }

        /**
         * Adds the callback.
         *
         * @param failed the callback's handle
         * @return this builder
         */
        public Builder handle(Handle failed) {
            handle = failed;
            return this;
        }

        /**
         * Adds the protocol.
         *
         * @param failed the protocol
         * @return this builder
         */
        public Builder protocol(@Nullable Object failed) {
            protocol = failed;
            return this;
        }

        /**
         * Adds the transport.
         *
         * @param failed the transport
         * @return this builder
         */
        public Builder transport(BaseTransport failed) {
            transport = failed;
            return this;
        }

        /**
         * Adds the socket or server.
         *
         * @param failed the socket or server
         * @return this builder
         */
        public Builder socket(Object failed) {
            socket = failed;
            return this;
        }

        /**
         * Adds the generator.
         *
         * @param failed the generator
         * @return this builder
         */
        public Builder generator(AsyncGenerator<?> failed) {
            generator = failed;
            return this;
        }

        /**
         * Adds where it was made.
         *
         * @param frames the stack
         * @return this builder
         */
        public Builder creationStack(List<StackTraceElement> frames) {
            creationStack = List.copyOf(frames);
            return this;
        }

        /**
         * {@return the context}
         */
        public ExceptionContext build() {
            return new ExceptionContext(this);
        }
    }
}
