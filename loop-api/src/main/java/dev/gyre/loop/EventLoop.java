package dev.gyre.loop;

import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.spi.DatagramTransportProvider;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.LoopIo;
import dev.gyre.loop.spi.LoopTasks;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.spi.SignalProvider;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.SocketProvider;
import dev.gyre.loop.spi.StreamTransportProvider;
import dev.gyre.loop.spi.SubprocessProvider;
import dev.gyre.loop.spi.Subsystems;
import dev.gyre.loop.spi.TlsProvider;
import dev.gyre.loop.transport.AcceptedSocketOptions;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.SubprocessTransport;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import dev.gyre.loop.transport.WriteTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An event loop: it runs callbacks and coroutines one at a time on one thread, and does the I/O of transports, sockets and watches.
 *
 * <p>{@link EventLoops} makes loops. A loop that has not run yet belongs to the thread that made it.
 *
 * <p><b>Threading</b>: the loop's thread, except where a method says "any thread". In debug mode a call from a wrong thread is refused.
 *
 * <p><b>Ownership</b>: a loop owns its backend, its default executor and every transport made on it until {@link #close()}.
 *
 * <p><b>Errors</b>: a call on a closed loop throws {@link IllegalStateException}. A callback's failure goes to the
 * {@link ExceptionHandler}. What a future stands for fails in the future. An operation whose service is not installed throws
 * {@link MissingSubsystemException}.
 *
 * <p><b>Differences from asyncio</b>: times are {@link Duration}s or nanoseconds; keyword arguments are one immutable options object; the
 * backend can be exchanged while the loop runs ({@link #swapBackend}).
 */
@ProviderType
public interface EventLoop extends Executor, AutoCloseable {

    // Lifecycle

    /**
     * Runs until a stage is done.
     *
     * @param <T> the result
     * @param future what to wait for
     * @return its result
     * @throws IllegalStateException when the loop runs already, another runs on this thread, it is another thread's, or it was stopped before
     *     the stage was done
     * @throws Exception what the stage failed with, itself
     */
    <T> T runUntilComplete(CompletionStage<T> future) throws Exception;

    /**
     * Runs a coroutine to its end.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @return its result
     * @throws Exception what it threw, itself
     */
    default <T> T runUntilComplete(Callable<T> coroutine) throws Exception {
        return runUntilComplete((CompletionStage<T>) createTask(coroutine));
    }

    /**
     * Runs a coroutine without a result to its end.
     *
     * @param coroutine what to run
     * @throws Exception what it threw, itself
     */
    default void runUntilComplete(Callback coroutine) throws Exception {
        runUntilComplete((CompletionStage<Void>) createTask(coroutine));
    }

    /**
     * Runs until {@link #stop()}.
     *
     * @throws IllegalStateException when the loop runs already, another runs on this thread, or it is another thread's
     */
    void runForever();

    /** Ends the run after the present iteration; before a run, after one iteration. */
    void stop();

    /**
     * {@return whether it runs}; any thread.
     */
    boolean isRunning();

    /**
     * {@return whether it is closed}; any thread.
     */
    boolean isClosed();

    /**
     * Closes it: callbacks that did not run are cancelled and counted in a log line, pending futures of the loop are cancelled, open
     * transports are reported and closed without a callback, executor and backend end. A second call does nothing. See
     * {@link #shutdown} for an orderly end.
     *
     * @throws IllegalStateException when it runs
     */
    @Override
    void close();

    /**
     * Ends in order, from any thread: stops accepting, lets connections end until a deadline, aborts the rest, cancels the tasks that are left and
     * closes the generators, ends the default executor, and stops the loop. On a closed loop it is done at once. A task that awaits
     * the result is not cancelled.
     *
     * @param drain how long connections have to end; tasks, generators and jobs as long again, and a second at the least
     * @return when the loop has been told to stop; whoever runs the loop closes it
     */
    LoopFuture<Void> shutdown(Duration drain);

    /**
     * Closes every live async generator; later ones warn.
     *
     * @return when they are closed
     */
    default LoopFuture<Void> shutdownAsyncgens() {
        return tasks().shutdownGenerators();
    }

    /**
     * Ends the default executor; it takes no more jobs.
     *
     * @param timeout how long running jobs have; they are interrupted then
     * @return when it has ended, or the time is over
     */
    LoopFuture<Void> shutdownDefaultExecutor(Duration timeout);

    /**
     * {@return whether the calling code is a callback or coroutine of this loop, or may act as one because the loop is not running and
     * belongs to this thread}; any thread.
     */
    boolean inEventLoop();

    /**
     * {@return its name}; any thread.
     */
    String name();

    // Debugging

    /**
     * Switches debug mode: creation stacks, refusal of calls from a wrong thread, reports of slow callbacks and unread failures.
     *
     * @param on whether it is on
     */
    void setDebug(boolean on);

    /**
     * {@return whether debug mode is on}; any thread.
     */
    boolean getDebug();

    /**
     * Sets how long a callback may take before debug mode reports it; 100 ms at first. Pauses of the garbage collector do not count.
     *
     * @param threshold the time; zero has every callback reported, when it has ended alone
     */
    void setSlowCallbackDuration(Duration threshold);

    /**
     * {@return how long a callback may take before debug mode reports it}
     */
    Duration getSlowCallbackDuration();

    // Scheduling

    /**
     * Runs a callback in the next iteration, after everything scheduled before, in a capture of the present context.
     *
     * @param callback what to run
     * @return how to cancel it
     */
    default Handle callSoon(Callback callback) {
        return callSoon(callback, LoopContext.current());
    }

    /**
     * Runs a callback in the next iteration, after everything scheduled before.
     *
     * @param callback what to run
     * @param context what it runs in
     * @return how to cancel it
     */
    Handle callSoon(Callback callback, LoopContext context);

    /**
     * Like {@link #callSoon(Callback)}, from any thread; wakes the loop.
     *
     * @param callback what to run
     * @return how to cancel it
     * @throws IllegalStateException once {@link #close()} has begun; so nothing accepted is dropped unseen
     */
    default Handle callSoonThreadsafe(Callback callback) {
        return callSoonThreadsafe(callback, LoopContext.current());
    }

    /**
     * Like {@link #callSoon(Callback, LoopContext)}, from any thread; wakes the loop.
     *
     * @param callback what to run
     * @param context what it runs in
     * @return how to cancel it
     * @throws IllegalStateException once {@link #close()} has begun
     */
    Handle callSoonThreadsafe(Callback callback, LoopContext context);

    /**
     * Runs something soon, from any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException once {@link #close()} has begun
     */
    @Override
    void execute(Runnable command);

    /**
     * Runs a callback after a delay. Those due at the same time run in the order they were scheduled.
     *
     * @param delay the delay; at once when negative
     * @param callback what to run
     * @return how to cancel it
     */
    default TimerHandle callLater(Duration delay, Callback callback) {
        return callLater(delay, callback, LoopContext.current());
    }

    /**
     * Runs a callback after a delay.
     *
     * @param delay the delay
     * @param callback what to run
     * @param context what it runs in
     * @return how to cancel it
     */
    default TimerHandle callLater(Duration delay, Callback callback, LoopContext context) {
        return callLater(TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS, callback, context);
    }

    /**
     * Runs a callback after a delay.
     *
     * @param delay the delay
     * @param unit its unit
     * @param callback what to run
     * @return how to cancel it
     */
    default TimerHandle callLater(long delay, TimeUnit unit, Callback callback) {
        return callLater(delay, unit, callback, LoopContext.current());
    }

    /**
     * Runs a callback after a delay.
     *
     * @param delay the delay
     * @param unit its unit
     * @param callback what to run
     * @param context what it runs in
     * @return how to cancel it
     */
    TimerHandle callLater(long delay, TimeUnit unit, Callback callback, LoopContext context);

    /**
     * Runs a callback at a time.
     *
     * @param nanos when, in nanoseconds of {@link #time()}
     * @param callback what to run
     * @return how to cancel it
     */
    default TimerHandle callAt(long nanos, Callback callback) {
        return callAt(nanos, callback, LoopContext.current());
    }

    /**
     * Runs a callback at a time.
     *
     * @param nanos when, in nanoseconds of {@link #time()}
     * @param callback what to run
     * @param context what it runs in
     * @return how to cancel it
     */
    TimerHandle callAt(long nanos, Callback callback, LoopContext context);

    /**
     * {@return the loop's clock in nanoseconds, monotonic}; any thread.
     */
    long time();

    /**
     * {@return this loop as an executor for schedules, usable from any thread; its life is the loop's, so its own shutdown is refused}
     */
    ScheduledExecutorService asScheduledExecutorService();

    // Executor

    /**
     * Runs a job off the loop.
     *
     * @param <T> the result
     * @param executor where; null for the default executor
     * @param job what to run
     * @return its result; cancelling it interrupts the job
     */
    <T> LoopFuture<T> runInExecutor(@Nullable Executor executor, Callable<T> job);

    /**
     * Runs a job on the default executor.
     *
     * @param <T> the result
     * @param job what to run
     * @return its result; cancelling it interrupts the job
     */
    default <T> LoopFuture<T> runInExecutor(Callable<T> job) {
        return runInExecutor(null, job);
    }

    /**
     * Sets the default executor, which at first is a pool of {@code min(32, cores + 4)} daemon threads made at the first need. The loop
     * ends it when it closes.
     *
     * @param executor the executor
     */
    void setDefaultExecutor(ExecutorService executor);

    // Futures and tasks

    /**
     * {@return a new future of this loop}
     *
     * @param <T> its result
     */
    <T> LoopPromise<T> createFuture();

    /**
     * Lets a JDK future be waited for on the loop; cancelling goes through.
     *
     * @param <T> the result
     * @param future the future; one that is not a {@link CompletionStage} is waited for on the default executor
     * @return the same as a future of this loop
     */
    <T> LoopFuture<T> wrapFuture(Future<T> future);

    /**
     * Makes a stage a future of this loop; one that is already is returned itself.
     *
     * @param <T> the result
     * @param stage the stage
     * @return the future
     */
    <T> LoopFuture<T> ensureFuture(CompletionStage<T> stage);

    /**
     * Runs a coroutine on the loop, from any thread.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @return its result
     */
    <T> LoopFuture<T> runCoroutineThreadsafe(Callable<T> coroutine);

    /**
     * Runs a coroutine.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @return the task
     */
    default <T> Task<T> createTask(Callable<T> coroutine) {
        return createTask(coroutine, TaskOptions.defaults());
    }

    /**
     * Runs a coroutine without a result.
     *
     * @param coroutine what to run
     * @return the task
     */
    default Task<Void> createTask(Callback coroutine) {
        return createTask(coroutine, TaskOptions.defaults());
    }

    /**
     * Runs a coroutine.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @param options how
     * @return the task
     */
    <T> Task<T> createTask(Callable<T> coroutine, TaskOptions options);

    /**
     * Runs a coroutine without a result.
     *
     * @param coroutine what to run
     * @param options how
     * @return the task
     */
    default Task<Void> createTask(Callback coroutine, TaskOptions options) {
        Callable<@Nullable Void> callable = () -> {
            coroutine.run();
            return null;
        };
        return createTask(callable, options);
    }

    /**
     * Sets what makes tasks.
     *
     * @param factory the factory; null restores the default
     */
    void setTaskFactory(@Nullable TaskFactory factory);

    /**
     * {@return what makes tasks; null for the default}
     */
    @Nullable
    TaskFactory getTaskFactory();

    /**
     * Makes an async generator.
     *
     * @param <T> what it yields
     * @param body what produces the values
     * @return the generator
     */
    default <T> AsyncGenerator<T> createAsyncGenerator(AsyncGenerator.Body<T> body) {
        return tasks().generator(body);
    }

    // DNS

    /**
     * Resolves a host off the loop; a number does not leave it.
     *
     * <p>A lookup has no time limit: {@code loop.callLater(5, SECONDS, lookup::cancel)} gives it one. Cancelling ends the future at once and
     * interrupts the lookup's thread, which is one of the default executor's. A resolver that does not heed it, as the JDK's, keeps that
     * thread until it answers; closing the loop does not wait for it.
     *
     * <p><b>Differences from asyncio</b>: numbers are as the C library reads them ({@code 127.1}, {@code 010.0.0.1} is 8.0.0.1), but never leave
     * the loop's thread; IPv4-mapped IPv6 addresses are IPv4 ones; there are no raw sockets; a port beyond 65535 is refused.
     *
     * @param host the name or number; null for the wildcard or loopback address, by {@code hints}
     * @param port the port
     * @param hints what is asked for
     * @return the addresses, or a {@link ResolverException}
     */
    LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, int port, AddressHints hints);

    /**
     * Resolves a host and a service, such as {@code http}, off the loop. Names of services need {@link ResolverCapability#SERVICE_NAMES}.
     *
     * @param host the name or number; null for the wildcard or loopback address, by {@code hints}
     * @param service the service's name, or the number of its port
     * @param hints what is asked for
     * @return the addresses, or a {@link ResolverException}
     */
    LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, String service, AddressHints hints);

    /**
     * Finds the name of an address, off the loop.
     *
     * @param address the address
     * @param flags what is asked for
     * @return the name, or a {@link ResolverException}
     */
    LoopFuture<NameInfo> getnameinfo(InetSocketAddress address, Set<NameFlag> flags);

    /**
     * {@return what the present resolver can do beyond addresses and names}; any thread. What it lacks is refused where a wrong answer would
     * be the alternative.
     */
    Set<ResolverCapability> resolverCapabilities();

    // Networking and IPC

    /**
     * Opens a TCP connection.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param options where to and how
     * @return the connection, after {@code connectionMade}
     */
    default <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> createConnection(
            ProtocolFactory<P> factory, ConnectOptions options) {
        return subsystems()
                .require(StreamTransportProvider.class, "createConnection")
                .createConnection(this, factory, options);
    }

    /**
     * Opens a TCP server.
     *
     * @param factory makes a protocol for each connection
     * @param options where and how
     * @return the server, listening
     */
    default LoopFuture<Server> createServer(
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory, ServerOptions options) {
        return subsystems()
                .require(StreamTransportProvider.class, "createServer")
                .createServer(this, factory, options);
    }

    /**
     * Opens a connection to a Unix socket.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param options where to and how
     * @return the connection, after {@code connectionMade}
     */
    default <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> createUnixConnection(
            ProtocolFactory<P> factory, UnixConnectOptions options) {
        return subsystems()
                .require(StreamTransportProvider.class, "createUnixConnection")
                .createUnixConnection(this, factory, options);
    }

    /**
     * Opens a server on a Unix socket.
     *
     * @param factory makes a protocol for each connection
     * @param options where and how
     * @return the server, listening
     */
    default LoopFuture<Server> createUnixServer(
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory, UnixServerOptions options) {
        return subsystems()
                .require(StreamTransportProvider.class, "createUnixServer")
                .createUnixServer(this, factory, options);
    }

    /**
     * Makes a transport of a connected socket that was accepted elsewhere.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param socket the socket, owned by the transport from now on
     * @param options how
     * @return the connection, after {@code connectionMade}
     */
    default <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> connectAcceptedSocket(
            ProtocolFactory<P> factory, LoopSocket socket, AcceptedSocketOptions options) {
        return subsystems()
                .require(StreamTransportProvider.class, "connectAcceptedSocket")
                .connectAcceptedSocket(this, factory, socket, options);
    }

    /**
     * Opens a datagram endpoint.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param options where and how
     * @return the endpoint, after {@code connectionMade}
     */
    default <P extends DatagramProtocol> LoopFuture<Connection<DatagramTransport, P>> createDatagramEndpoint(
            ProtocolFactory<P> factory, DatagramOptions options) {
        return subsystems()
                .require(DatagramTransportProvider.class, "createDatagramEndpoint")
                .createDatagramEndpoint(this, factory, options);
    }

    /**
     * Sends from a file, without a copy through the heap where the backend can.
     *
     * @param transport where to; its protocol is paused meanwhile
     * @param file the file; its position is after the last byte sent when this is done, also when it failed
     * @param offset the first byte
     * @param count how many bytes; negative for all
     * @param fallback whether copying is allowed where zero copy is not to be had
     * @return how many bytes were sent
     */
    default LoopFuture<Long> sendfile(
            Transport transport, FileChannel file, long offset, long count, boolean fallback) {
        return subsystems()
                .require(StreamTransportProvider.class, "sendfile")
                .sendfile(this, transport, file, offset, count, fallback);
    }

    /**
     * Puts TLS on a live connection, of either side. What was written before leaves in the clear, before the handshake; from this call on
     * the transport's protocol hears nothing more, and what the peer sends goes into the handshake.
     *
     * <p>The transport gives its protocol whatever has come: when plaintext and the begin of a handshake may come in one piece, it is for
     * the protocol to stop reading at the message that agrees on TLS, and to refuse what comes pipelined behind it.
     *
     * <p><b>Ownership</b>: the transport belongs to the upgrade from now on. A handshake that fails or is cancelled aborts it.
     *
     * @param transport the transport, which the application uses no more
     * @param protocol the application's protocol, a {@link dev.gyre.loop.protocol.Protocol} or {@link
     *     dev.gyre.loop.protocol.BufferedProtocol}; it is told of {@code connectionMade} again
     * @param options how
     * @return the transport to use from now on, after the handshake
     * @throws IllegalStateException when the transport is closing, has ended its output, or sends a file
     * @throws IllegalArgumentException when it cannot carry TLS, or the protocol is of another kind
     * @throws MissingSubsystemException when nobody provides TLS
     */
    default LoopFuture<Transport> startTls(
            Transport transport, BaseProtocol<? super Transport> protocol, TlsOptions options) {
        subsystems().require(TlsProvider.class, "startTls");
        return subsystems()
                .require(StreamTransportProvider.class, "startTls")
                .startTls(this, transport, protocol, options);
    }

    /**
     * Reads from a pipe end or device, which is closed after its end, whatever {@code eofReceived} says.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param end the end
     * @return the connection, after {@code connectionMade}; it fails with {@link IllegalArgumentException} for a regular file
     */
    default <P extends StreamProtocol<? super ReadTransport>> LoopFuture<Connection<ReadTransport, P>> connectReadPipe(
            ProtocolFactory<P> factory, PipeEnd end) {
        return subsystems()
                .require(PipeTransportProvider.class, "connectReadPipe")
                .connectReadPipe(this, factory, end);
    }

    /**
     * Writes to a pipe end or device; {@code writeEof} closes it. When its reader goes, it is closed too: as a broken pipe if bytes are queued.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param end the end
     * @return the connection, after {@code connectionMade}; it fails with {@link IllegalArgumentException} for a regular file
     */
    default <P extends BaseProtocol<? super WriteTransport>> LoopFuture<Connection<WriteTransport, P>> connectWritePipe(
            ProtocolFactory<P> factory, PipeEnd end) {
        return subsystems()
                .require(PipeTransportProvider.class, "connectWritePipe")
                .connectWritePipe(this, factory, end);
    }

    // Sockets and watches

    /**
     * Opens a plain socket.
     *
     * @param family {@link java.net.StandardProtocolFamily}
     * @param kind stream, listener or datagram
     * @return the socket, the caller's to close
     * @throws IOException when there is none to be had
     * @throws UnsupportedOperationException when the present backend has no such sockets
     */
    default LoopSocket createSocket(ProtocolFamily family, SocketKind kind) throws IOException {
        return subsystems().require(SocketProvider.class, "createSocket").createSocket(this, family, kind);
    }

    /**
     * Makes a socket of an open descriptor.
     *
     * @param descriptor the descriptor, owned by the result from now on
     * @return the socket, the caller's to close
     * @throws IOException when it is no socket; the descriptor stays the caller's
     * @throws UnsupportedOperationException when the present backend cannot adopt descriptors
     */
    default LoopSocket adoptSocket(int descriptor) throws IOException {
        return subsystems().require(SocketProvider.class, "adoptSocket").adoptSocket(this, descriptor);
    }

    /**
     * Makes a socket of an open channel of the JDK, connected, bound or fresh. It is switched to non-blocking.
     *
     * @param channel a {@link java.nio.channels.SocketChannel}, {@link java.nio.channels.ServerSocketChannel} or
     *     {@link java.nio.channels.DatagramChannel}, owned by the result from now on
     * @return the socket, the caller's to close
     * @throws IOException when it is closed; the channel stays the caller's
     * @throws UnsupportedOperationException when it is no socket, or the present backend cannot serve it
     */
    default LoopSocket adoptSocket(SelectableChannel channel) throws IOException {
        return subsystems().require(SocketProvider.class, "adoptSocket").adoptSocket(this, channel);
    }

    /**
     * Receives. When bytes are at hand the result is done at once, without an iteration; so it is with the whole {@code sock*} family.
     *
     * <p>An operation that waits is its socket's reader or writer: a later one of the same direction, or {@link #addReader} or
     * {@link #addWriter}, takes its place, and the earlier one then waits until it is cancelled or the socket is closed. Reading and
     * writing do not disturb each other. Cancelling takes effect at once: nothing is received or sent afterwards, and a later
     * operation is left alone. Closing the socket fails what waits, with {@link ErrorKind#CLOSED}.
     *
     * @param socket the socket
     * @param count bytes at the most; no more than a megabyte comes at once
     * @return the bytes; empty at the end
     * @throws IllegalStateException when a transport, a server or another loop has the socket
     */
    default LoopFuture<ByteBuffer> sockRecv(LoopSocket socket, int count) {
        return subsystems().require(SocketProvider.class, "sockRecv").recv(this, socket, count);
    }

    /**
     * Receives into a buffer, which is borrowed until the future is done.
     *
     * @param socket the socket
     * @param into where to; its position advances
     * @return how many bytes; 0 at the end
     * @throws IllegalStateException as {@link #sockRecv} says
     */
    default LoopFuture<Integer> sockRecvInto(LoopSocket socket, ByteBuffer into) {
        return subsystems().require(SocketProvider.class, "sockRecvInto").recvInto(this, socket, into);
    }

    /**
     * Receives a datagram; the rest of a longer one is lost.
     *
     * @param socket the socket
     * @param count bytes at the most
     * @return the datagram
     * @throws IllegalStateException as {@link #sockRecv} says
     */
    default LoopFuture<ReceivedFrom<ByteBuffer>> sockRecvfrom(LoopSocket socket, int count) {
        return subsystems().require(SocketProvider.class, "sockRecvfrom").recvfrom(this, socket, count);
    }

    /**
     * Receives a datagram into a buffer, which is borrowed until the future is done; the rest of a longer one is lost.
     *
     * @param socket the socket
     * @param into where to; its position advances
     * @return how many bytes, and from where
     * @throws IllegalStateException as {@link #sockRecv} says
     */
    default LoopFuture<ReceivedFrom<Integer>> sockRecvfromInto(LoopSocket socket, ByteBuffer into) {
        return subsystems().require(SocketProvider.class, "sockRecvfromInto").recvfromInto(this, socket, into);
    }

    /**
     * Sends every byte of a buffer, which is borrowed until the future is done. After a failure or a cancel, the buffer's position tells how
     * many were sent.
     *
     * @param socket the socket
     * @param data the bytes; its position advances
     * @return when the kernel has them all
     * @throws IllegalStateException as {@link #sockRecv} says
     */
    default LoopFuture<Void> sockSendall(LoopSocket socket, ByteBuffer data) {
        return subsystems().require(SocketProvider.class, "sockSendall").sendall(this, socket, data);
    }

    /**
     * Sends a datagram; an unresolved address is resolved. The buffer is borrowed until the future is done.
     *
     * @param socket the socket
     * @param data its bytes
     * @param to where to
     * @return how many bytes
     * @throws IllegalStateException as {@link #sockRecv} says
     */
    default LoopFuture<Integer> sockSendto(LoopSocket socket, ByteBuffer data, SocketAddress to) {
        return subsystems().require(SocketProvider.class, "sockSendto").sendto(this, socket, data, to);
    }

    /**
     * Connects; an unresolved address is resolved and its first answer taken. A cancelled connect goes on in the kernel, and connecting to the
     * same address again goes on with it.
     *
     * <p><b>Differences from asyncio</b>: on backends of java.nio a socket whose connect has failed is closed and cannot try again.
     *
     * @param socket the socket
     * @param to where to
     * @return when it is connected
     * @throws IllegalStateException as {@link #sockRecv} says
     */
    default LoopFuture<Void> sockConnect(LoopSocket socket, SocketAddress to) {
        return subsystems().require(SocketProvider.class, "sockConnect").connect(this, socket, to);
    }

    /**
     * Accepts a connection.
     *
     * @param socket the listening socket
     * @return the connection, the caller's to close
     * @throws IllegalStateException as {@link #sockRecv} says
     */
    default LoopFuture<LoopSocket> sockAccept(LoopSocket socket) {
        return subsystems().require(SocketProvider.class, "sockAccept").accept(this, socket);
    }

    /**
     * Sends from a file over a connected stream.
     *
     * @param socket the socket
     * @param file the file; its position is after the last byte sent when this is done, however it ends
     * @param offset the first byte
     * @param count how many bytes; negative for all
     * @param fallback whether copying is allowed where the backend has no other way
     * @return how many bytes were sent, fewer when the file is shorter
     * @throws IllegalStateException as {@link #sockRecv} says
     * @throws IllegalArgumentException when the socket is no stream, the offset is negative or the count is 0
     * @throws SendfileNotAvailableException when copying would be needed and is not allowed
     */
    default LoopFuture<Long> sockSendfile(
            LoopSocket socket, FileChannel file, long offset, long count, boolean fallback) {
        return subsystems()
                .require(SocketProvider.class, "sockSendfile")
                .sendfile(this, socket, file, offset, count, fallback);
    }

    /**
     * Calls back whenever something can be read; replaces an earlier reader, also an operation of the {@code sock*} family.
     *
     * @param watched the user's socket, channel or descriptor; a transport's own is refused
     * @param callback what to run
     * @throws UnsupportedOperationException when the present backend cannot watch it; the message says which can
     * @throws IllegalStateException when it belongs to a transport, a server or another loop
     */
    void addReader(Watchable watched, Callback callback);

    /**
     * Ends what {@link #addReader} began, at once.
     *
     * @param watched the same socket, channel or descriptor
     * @return whether there was a reader
     */
    boolean removeReader(Watchable watched);

    /**
     * Calls back whenever something can be written; replaces an earlier writer, also an operation of the {@code sock*} family.
     *
     * @param watched the user's socket, channel or descriptor; a transport's own is refused
     * @param callback what to run
     * @throws UnsupportedOperationException when the present backend cannot watch it; the message says which can
     * @throws IllegalStateException when it belongs to a transport, a server or another loop
     */
    void addWriter(Watchable watched, Callback callback);

    /**
     * Ends what {@link #addWriter} began, at once.
     *
     * @param watched the same socket, channel or descriptor
     * @return whether there was a writer
     */
    boolean removeWriter(Watchable watched);

    // Signals

    /**
     * Runs a callback on the loop when the process gets a signal; replaces an earlier one. Provisional.
     *
     * @param signal the signal
     * @param callback what to run
     * @throws IllegalArgumentException when the signal cannot be caught, with the reason
     */
    default void addSignalHandler(Signal signal, Callback callback) {
        subsystems().require(SignalProvider.class, "addSignalHandler").add(this, signal, callback);
    }

    /**
     * Ends what {@link #addSignalHandler} began. Provisional.
     *
     * @param signal the signal
     * @return whether there was a handler
     */
    default boolean removeSignalHandler(Signal signal) {
        return subsystems().require(SignalProvider.class, "removeSignalHandler").remove(this, signal);
    }

    // Subprocesses

    /**
     * Runs a program.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param command program and arguments
     * @param options how
     * @return the child, after {@code connectionMade}
     */
    default <P extends SubprocessProtocol> LoopFuture<Connection<SubprocessTransport, P>> subprocessExec(
            ProtocolFactory<P> factory, List<String> command, ProcessOptions options) {
        return subsystems().require(SubprocessProvider.class, "subprocessExec").exec(this, factory, command, options);
    }

    /**
     * Runs a text in the platform's shell.
     *
     * @param <P> the protocol
     * @param factory makes the protocol
     * @param command what the shell is to run; quoting it is the caller's affair
     * @param options how
     * @return the child, after {@code connectionMade}
     */
    default <P extends SubprocessProtocol> LoopFuture<Connection<SubprocessTransport, P>> subprocessShell(
            ProtocolFactory<P> factory, String command, ProcessOptions options) {
        SubprocessProvider provider = subsystems().require(SubprocessProvider.class, "subprocessShell");
        return provider.exec(this, factory, provider.shell(command), options);
    }

    // Error handling

    /**
     * Reports a failure to the exception handler. One that throws is itself reported.
     *
     * @param context what is known of it
     */
    void callExceptionHandler(ExceptionContext context);

    /**
     * Sets the exception handler.
     *
     * @param handler the handler; null restores the default
     */
    void setExceptionHandler(@Nullable ExceptionHandler handler);

    /**
     * {@return the exception handler; null for the default}
     */
    @Nullable
    ExceptionHandler getExceptionHandler();

    /**
     * Logs a failure, as the default handler does.
     *
     * @param context what is known of it
     */
    void defaultExceptionHandler(ExceptionContext context);

    // Backends and subsystems

    /**
     * {@return the name of the present backend}; any thread.
     */
    String backend();

    /**
     * Exchanges the backend while the loop runs; no connection, byte, timer or task is lost. Any thread.
     *
     * @param next the backend to go to
     * @return what was done, or a {@link SwapRefusedException}, after which nothing has changed
     */
    LoopFuture<SwapReport> swapBackend(LoopBackendProvider next);

    /**
     * {@return the door to I/O for providers; the same object across swaps}
     */
    LoopIo io();

    /**
     * {@return its tasks, for task factories and tools}
     */
    LoopTasks tasks();

    /**
     * {@return the services this loop asks}; any thread.
     */
    Subsystems subsystems();
}
