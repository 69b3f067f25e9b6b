package dev.gyre.loop.spi;

import java.net.ProtocolFamily;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of an open socket, pipe end or device: a descriptor, the JDK channel that owns the same descriptor, or
 * both. It is what accept, a new socket, {@code sock=}, an inherited descriptor and a swap all pass round. It outlives the
 * backend that made it, and holds nothing of a backend but, without a channel, how the last one closes it.
 *
 * <p>States: {@code FREE → HELD → FREE} by {@link #take()} and {@link #surrender()}; either goes to {@code CLOSED} once, by
 * {@link #markClosed()}.
 *
 * <p><b>Threading</b>: any thread; a free one may be handed to another loop.
 *
 * <p><b>Ownership</b>: who holds it closes it, exactly once. A <em>borrowed</em> one belongs to the user and is never
 * closed here. A channel may close its descriptor when it is collected, so keep this for as long as the descriptor is used, not the
 * number alone.
 */
public final class Owned {
    /** The descriptor of something known by its channel alone. */
    public static final int NO_DESCRIPTOR = -1;

    /** Where a descriptor means something. */
    public enum Space {
        /** The kernel of this process. */
        SYSTEM,
        /** An in-memory network of this process. */
        MEMORY
    }

    private enum State {
        FREE,
        HELD,
        CLOSED
    }

    private final Space space;
    private final int descriptor;
    private final boolean borrowed;
    private final @Nullable SocketKind madeAs;
    private final @Nullable ProtocolFamily family;
    private final AtomicReference<State> state = new AtomicReference<>(State.FREE);
    private volatile @Nullable SelectableChannel channel;
    private volatile @Nullable Consumer<Owned> closer;
    private volatile boolean lingers;
    private volatile boolean waitsAgain;

    private Owned(Space space, int descriptor, @Nullable SelectableChannel channel, boolean borrowed) {
        this(space, descriptor, channel, borrowed, null, null);
    }

    private Owned(
            Space space,
            int descriptor,
            @Nullable SelectableChannel channel,
            boolean borrowed,
            @Nullable SocketKind madeAs,
            @Nullable ProtocolFamily family) {
        this.space = space;
        this.descriptor = descriptor;
        this.channel = channel;
        this.borrowed = borrowed;
        this.madeAs = madeAs;
        this.family = family;
        this.lingers = madeAs == null;
    }

    /**
     * Wraps a channel that is ours to close.
     *
     * @param channel the channel
     * @return its owner, free
     */
    public static Owned channel(SelectableChannel channel) {
        return new Owned(Space.SYSTEM, NO_DESCRIPTOR, channel, false);
    }

    /**
     * Wraps a descriptor of the kernel that is ours to close.
     *
     * @param descriptor the descriptor
     * @return its owner, free
     */
    public static Owned descriptor(int descriptor) {
        return new Owned(Space.SYSTEM, descriptor, null, false);
    }

    /**
     * Wraps a socket's descriptor that is ours to close.
     *
     * @param descriptor the descriptor
     * @param madeAs what the socket is, or is going to be
     * @param family its family; null when that is not known
     * @return its owner, free
     */
    public static Owned descriptor(int descriptor, SocketKind madeAs, @Nullable ProtocolFamily family) {
        return new Owned(Space.SYSTEM, descriptor, null, false, madeAs, family);
    }

    /**
     * Wraps a descriptor of an in-memory network.
     *
     * @param descriptor the number it has there
     * @return its owner, free
     */
    public static Owned memory(int descriptor) {
        return new Owned(Space.MEMORY, descriptor, null, false);
    }

    /**
     * Wraps a channel that its user keeps and closes.
     *
     * @param channel the channel
     * @return a borrowed owner, free
     */
    public static Owned borrowed(SelectableChannel channel) {
        return new Owned(Space.SYSTEM, NO_DESCRIPTOR, channel, true);
    }

    /**
     * Wraps a descriptor that its user keeps and closes.
     *
     * @param descriptor the descriptor
     * @return a borrowed owner, free
     */
    public static Owned borrowed(int descriptor) {
        return new Owned(Space.SYSTEM, descriptor, null, true);
    }

    /**
     * {@return where the descriptor means something}
     */
    public Space space() {
        return space;
    }

    /**
     * {@return the descriptor, or {@link #NO_DESCRIPTOR}}
     */
    public int descriptor() {
        return descriptor;
    }

    /**
     * {@return what the socket was made as; null when whoever made this did not say}
     */
    public @Nullable SocketKind madeAs() {
        return madeAs;
    }

    /**
     * {@return the socket's family; null when whoever made this did not say}
     */
    public @Nullable ProtocolFamily family() {
        return family;
    }

    /**
     * {@return whether the socket may have been told to linger ({@code SO_LINGER}), so that closing it could wait}
     */
    public boolean lingers() {
        return lingers;
    }

    /**
     * Notes whether the socket may linger, which an accepted one has of its listener.
     *
     * @param may whether it may
     */
    public void lingers(boolean may) {
        lingers = may;
    }

    /**
     * {@return whether the descriptor is to be told to wait again just before it is closed} Whether it does the kernel keeps for all who share it, such as the shell
     * that this process was started from.
     */
    public boolean waitsAgain() {
        return waitsAgain;
    }

    /**
     * Notes that a descriptor waited until a backend told it never to, so that whoever closes it takes that back.
     *
     * @param again whether it waited
     */
    public void waitsAgain(boolean again) {
        waitsAgain = again;
    }

    /**
     * {@return the channel that owns the descriptor, or null}
     */
    public @Nullable SelectableChannel channel() {
        return channel;
    }

    /**
     * {@return whether the user keeps and closes it}
     */
    public boolean borrowed() {
        return borrowed;
    }

    /**
     * {@return whether it is open and nobody holds it}
     */
    public boolean free() {
        return state.get() == State.FREE;
    }

    /**
     * {@return whether it was closed}
     */
    public boolean closed() {
        return state.get() == State.CLOSED;
    }

    /**
     * Lets a channel that was made over the descriptor own it from now on.
     *
     * @param made the channel
     * @throws IllegalStateException when a channel owns it already
     */
    public void attach(SelectableChannel made) {
        if (channel != null) {
            throw new IllegalStateException(this + " already has a channel");
        }
        channel = made;
        closer = null;
    }

    /**
     * Says how a backend that cannot reach the descriptor has it closed all the same: each backend that makes this or takes it over
     * says so anew. A channel closes itself, so nothing is kept where there is one.
     *
     * @param last what closes it, after the release of its backend too; called once, on any thread
     * @return this
     */
    public Owned closedBy(Consumer<Owned> last) {
        if (channel == null && !borrowed) {
            closer = last;
        }
        return this;
    }

    /**
     * Closes what the caller cannot reach, as the last backend that could reach it says.
     *
     * @return whether it is closed now; false when it is as it was, for nobody has said how
     */
    public boolean closeUnreached() {
        Consumer<Owned> last = closer;
        if (last != null && markClosed()) {
            closer = null;
            last.accept(this);
        }
        return closed();
    }

    /**
     * Makes the caller the holder.
     *
     * @throws IllegalStateException when somebody holds it, or it is closed
     */
    public void take() {
        if (!state.compareAndSet(State.FREE, State.HELD)) {
            throw new IllegalStateException("Cannot take " + this + ": it is " + state.get()
                    + "; a socket has one owner, so hand it over by releasing it there first");
        }
    }

    /**
     * Gives up holding it, open, for the next to take.
     *
     * @throws IllegalStateException when nobody holds it
     */
    public void surrender() {
        if (!state.compareAndSet(State.HELD, State.FREE)) {
            throw new IllegalStateException("Cannot surrender " + this + ": it is " + state.get());
        }
    }

    /**
     * Claims the single close.
     *
     * @return true for the one caller that must now close the channel or descriptor; false when it was claimed before,
     *     and always for a borrowed one
     */
    public boolean markClosed() {
        return !borrowed && state.getAndSet(State.CLOSED) != State.CLOSED;
    }

    @Override
    public String toString() {
        SelectableChannel c = channel;
        return (borrowed ? "borrowed " : "")
                + (c != null
                        ? c.toString()
                        : (space == Space.MEMORY ? "memory descriptor " : "descriptor ") + descriptor);
    }
}
