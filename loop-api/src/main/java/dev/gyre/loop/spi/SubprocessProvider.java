package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.SubprocessTransport;
import java.util.List;

/** Child processes, as a service. */
public interface SubprocessProvider extends Provider {
    /**
     * Serves {@link EventLoop#subprocessExec} and, with the shell's command line, {@link EventLoop#subprocessShell}.
     *
     * @param <P> the protocol
     * @param loop the loop
     * @param factory makes the protocol
     * @param command program and arguments
     * @param options how
     * @return the child
     */
    <P extends SubprocessProtocol> LoopFuture<Connection<SubprocessTransport, P>> exec(
            EventLoop loop, ProtocolFactory<P> factory, List<String> command, ProcessOptions options);

    /**
     * {@return the command line that runs a text in the platform's shell}
     *
     * @param text what the shell is to run
     */
    default List<String> shell(String text) {
        return List.of("/bin/sh", "-c", text);
    }
}
