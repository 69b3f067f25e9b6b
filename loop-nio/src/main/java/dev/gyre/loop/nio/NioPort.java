package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortOwner;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;

/**
 * A channel's registration with a loop's selector.
 *
 * <p>Interest is translated once, from what the channel can do: reading is {@code OP_READ} or {@code OP_ACCEPT}; writing is
 * {@code OP_WRITE} together with {@code OP_CONNECT}, since the JDK reports the one on connected sockets alone and the other
 * while a connect is pending alone, and both are the same bit for the kernel. So the end of a connect changes nothing here. What
 * a channel cannot do is never reported.
 */
abstract class NioPort implements Port {
    private static final int READ_OPS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITE_OPS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final NioBackend backend;
    private final Owned owned;
    private final PortOwner owner;
    private final SelectionKey key;
    private final int readOps;
    private final int writeOps;
    private int interest = Ops.NONE;
    private int due = Ops.NONE;
    private boolean ended;

    NioPort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key) {
        this.backend = backend;
        this.owned = owned;
        this.owner = owner;
        this.key = key;
        readOps = key.channel().validOps() & READ_OPS;
        writeOps = key.channel().validOps() & WRITE_OPS;
    }

    @Override
    public final void interest(int ops) {
        if (ops == interest || ended) {
            return;
        }
        interest = ops;
        reportLater(ops & always());
        try {
            key.interestOps(always() != Ops.NONE ? 0 : keyOps(ops));
            alsoLookFor(ops);
        } catch (CancelledKeyException _) {
            // The channel was closed under the port: a failed connect does that, or the user of a watch.
            reportLater(ops);
        }
    }

    private int keyOps(int ops) {
        return ((ops & Ops.READ) == 0 ? 0 : readOps) | ((ops & Ops.WRITE) == 0 ? 0 : writeOps);
    }

    /** {@return what is always possible, of a channel that the selector never reports} */
    int always() {
        return Ops.NONE;
    }

    /** Says what the owner wants to hear of to whatever else the port has registered. */
    void alsoLookFor(int ops) {}

    /** Drops what the port has registered beside its channel. */
    void dropOwn() {}

    /**
     * {@return what the last selection found, in {@link Ops}}
     *
     * @param selected the key it has found, the port's unless that has registered more
     * @throws CancelledKeyException when the channel was closed meanwhile
     */
    int readiness(SelectionKey selected) {
        int ready = key.readyOps();
        return ((ready & readOps) == 0 ? 0 : Ops.READ) | ((ready & writeOps) == 0 ? 0 : Ops.WRITE);
    }

    /** Makes the next poll report this, for the next attempt has something to say. */
    final void reportLater(int ops) {
        if (due == Ops.NONE && ops != Ops.NONE) {
            backend.reportLater(this);
        }
        due |= ops;
    }

    /**
     * {@return what is to be reported beside the selection, as far as the owner still wants to hear it}
     */
    final int takeDue() {
        int ops = due & interest;
        due = Ops.NONE;
        reportLater(interest & always());
        return ops;
    }

    final SelectionKey key() {
        return key;
    }

    final NioBackend backend() {
        return backend;
    }

    final PortOwner owner() {
        return owner;
    }

    @Override
    public final Owned owned() {
        return owned;
    }

    @Override
    public final void detach() {
        if (end()) {
            deregister();
        }
    }

    @Override
    public final void close() {
        if (!end()) {
            return;
        }
        if (!owned.markClosed()) {
            deregister();
            return;
        }
        closeChannel();
    }

    /** Frees the descriptor, and with it an address, before it returns. */
    void closeChannel() {
        deregister();
        closeOnly();
    }

    final void closeOnly() {
        try {
            NioAdoption.waitAgain(owned);
            key.channel().close();
        } catch (IOException e) {
            NioErrors.log("Closing " + owner.describe() + " failed; its descriptor is gone all the same", e);
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        backend.ended(this);
        return true;
    }

    /** Takes the channel from the selector before it returns. */
    void deregister() {
        key.cancel();
        backend.flush();
    }
}
