package dev.gyre.streams;

import org.jspecify.annotations.Nullable;

/**
 * A queue between coroutines, first in, first out. Who puts into a full one waits, and so does who gets from an empty one, each in the order they came.
 *
 * <p><b>Threading</b>: the loop's thread. It belongs to the loop on which somebody first had to wait.
 *
 * <p><b>Differences from asyncio</b>: items are not null. Who was woken and finds that another was faster waits on at its place, not behind all others.
 *
 * @param <T> what it holds
 */
public sealed class Queue<T> permits LifoQueue, PriorityQueue {
    private final int maxsize;
    private final Storage<T> storage;
    private final Waiters getters = new Waiters();
    private final Waiters putters = new Waiters();
    private final Event finished = new Event();
    private long unfinished;
    private boolean isShutdown;

    /** Makes one without a limit. */
    public Queue() {
        this(0);
    }

    /**
     * Makes one.
     *
     * @param maxsize how many items it takes; no limit when it is not above zero
     */
    public Queue(int maxsize) {
        this(maxsize, Storage.fifo());
    }

    Queue(int maxsize, Storage<T> storage) {
        this.maxsize = maxsize;
        this.storage = storage;
        finished.set();
    }

    /**
     * {@return how many items it takes; no limit when it is not above zero}
     */
    public final int maxsize() {
        return maxsize;
    }

    /**
     * {@return how many items there are}
     */
    public final int qsize() {
        return storage.items().size();
    }

    /**
     * {@return whether there are none}
     */
    public final boolean empty() {
        return storage.items().isEmpty();
    }

    /**
     * {@return whether it takes no more}
     */
    public final boolean full() {
        return maxsize > 0 && qsize() >= maxsize;
    }

    /**
     * Waits until there is room, and puts an item.
     *
     * @param item the item
     * @throws QueueShutDownException when it was shut down
     * @throws java.util.concurrent.CancellationException when the task was cancelled; the item is not there then
     */
    public final void put(T item) {
        Waiters.Turn turn = null;
        while (full()) {
            checkTakes();
            turn = awaitTurn(putters, turn, true);
        }
        putNowait(item);
    }

    /**
     * Puts an item.
     *
     * @param item the item
     * @throws QueueShutDownException when it was shut down
     * @throws QueueFullException when there is no room
     */
    public final void putNowait(T item) {
        checkTakes();
        if (full()) {
            throw new QueueFullException("The queue is full, with " + maxsize + " items");
        }
        storage.adding().accept(item);
        unfinished++;
        finished.clear();
        getters.wakeNext();
    }

    private void checkTakes() {
        if (isShutdown) {
            throw new QueueShutDownException("The queue was shut down and takes no more items");
        }
    }

    /**
     * Waits until there is an item, and takes it.
     *
     * @return the item
     * @throws QueueShutDownException when it was shut down, and there are none left
     * @throws java.util.concurrent.CancellationException when the task was cancelled; nothing is taken then
     */
    public final T get() {
        Waiters.Turn turn = null;
        while (empty()) {
            checkGives();
            turn = awaitTurn(getters, turn, false);
        }
        return getNowait();
    }

    /**
     * Takes an item.
     *
     * @return the item
     * @throws QueueShutDownException when it was shut down, and there are none left
     * @throws QueueEmptyException when there is none
     */
    public final T getNowait() {
        if (empty()) {
            checkGives();
            throw new QueueEmptyException("The queue is empty");
        }
        T item = storage.taking().get();
        putters.wakeNext();
        return item;
    }

    private void checkGives() {
        if (isShutdown) {
            throw new QueueShutDownException("The queue was shut down and has no more items");
        }
    }

    /** Waits to be woken; who had been and was overtaken, at its place. Who is woken and cancelled at once has the next go on. */
    private Waiters.Turn awaitTurn(Waiters waiters, Waiters.@Nullable Turn before, boolean forRoom) {
        Waiters.Turn turn = before == null ? waiters.join(this) : waiters.joinAgain(this, before);
        try {
            waiters.await(turn);
            return turn;
        } catch (RuntimeException cancelled) {
            boolean possible = forRoom ? !full() : !empty();
            if (possible && turn.given()) {
                waiters.wakeNext();
            }
            throw cancelled;
        }
    }

    /**
     * Says that an item that was taken has been dealt with.
     *
     * @throws IllegalStateException when it is said more often than items were put
     */
    public final void taskDone() {
        if (unfinished <= 0) {
            throw new IllegalStateException("taskDone() was called more often than items were put");
        }
        unfinished--;
        finishIfDone();
    }

    private void finishIfDone() {
        if (unfinished == 0) {
            finished.set();
        }
    }

    /**
     * Waits until every item that was put has been taken and dealt with.
     *
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    public final void join() {
        if (unfinished > 0) {
            finished.await();
        }
    }

    /** Ends it: it takes no more items, and gives those that are there. Who waits to put gets {@link QueueShutDownException}. */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Ends it: it takes no more items. Who waits to put, or to get from an empty one, gets {@link QueueShutDownException}.
     *
     * @param immediate whether the items that are there are dropped, and count as dealt with
     */
    public final void shutdown(boolean immediate) {
        isShutdown = true;
        if (immediate) {
            unfinished = Math.max(0, unfinished - qsize());
            storage.items().clear();
            finishIfDone();
        }
        getters.wakeAll();
        putters.wakeAll();
    }

    @Override
    public String toString() {
        return "queue of " + qsize() + (maxsize > 0 ? " items, at the most " + maxsize : " items")
                + (getters.size() > 0 ? ", " + getters.size() + " getting" : "")
                + (putters.size() > 0 ? ", " + putters.size() + " putting" : "") + (isShutdown ? ", shut down" : "");
    }
}
