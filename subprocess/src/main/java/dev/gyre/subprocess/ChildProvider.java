package dev.gyre.subprocess;

import dev.gyre.linux.ProcessCalls;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.SubprocessProvider;
import dev.gyre.loop.spi.WrongThread;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.SubprocessTransport;
import java.util.List;

/**
 * Child processes: by {@code posix_spawn} and a descriptor of the child where the C library can be called and the loop's backend watches
 * descriptors, else by {@link ProcessBuilder}.
 *
 * <p><b>Threading</b>: stateless; each operation on the thread of the loop it is for.
 */
public final class ChildProvider implements SubprocessProvider {
    private final boolean portable;

    /** Makes the provider; {@link java.util.ServiceLoader} does. */
    public ChildProvider() {
        this(false);
    }

    /** Makes one that never calls the C library, or one that does where it can. */
    ChildProvider(boolean portable) {
        this.portable = portable;
    }

    @Override
    public String name() {
        return "subprocess";
    }

    @Override
    public <P extends SubprocessProtocol> LoopFuture<Connection<SubprocessTransport, P>> exec(
            EventLoop loop, ProtocolFactory<P> factory, List<String> command, ProcessOptions options) {
        WrongThread.refuse(loop, "subprocessExec");
        return new SpawnOperation<>(loop, factory, launcher(loop)).start(List.copyOf(command), options);
    }

    private Launcher launcher(EventLoop loop) {
        boolean watches = loop.io().capabilities().contains(Capability.WATCH_DESCRIPTOR);
        return !portable && watches && ProcessCalls.problem() == null ? new NativeLauncher() : new PortableLauncher();
    }
}
