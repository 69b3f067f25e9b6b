package dev.gyre.loop.core;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The timers, earliest first. A cancelled one stays until it surfaces, or until most are cancelled and all of those are swept: a million
 * timers that are mostly cancelled cost no more than those that are left. The loop's thread, except {@link #cancelledOne()}.
 */
final class TimerHeap {
    private static final int FIRST_SIZE = 64;
    private static final int SWEEP_FROM = 128;

    private final AtomicInteger cancelled = new AtomicInteger();
    private @Nullable ScheduledTimer[] heap = new ScheduledTimer[FIRST_SIZE];
    private int size;
    private long nextOrder;

    /** Any thread. */
    void cancelledOne() {
        cancelled.incrementAndGet();
    }

    int size() {
        return size;
    }

    /** The order the next timer will get: those added later are not smaller. */
    long nextOrder() {
        return nextOrder;
    }

    void add(ScheduledTimer timer) {
        timer.order = nextOrder++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, timer);
    }

    /** The earliest that is not cancelled, or null. */
    @Nullable
    ScheduledTimer peek() {
        sweepIfMostAreCancelled();
        while (size > 0) {
            ScheduledTimer first = at(0);
            if (!first.cancelled()) {
                return first;
            }
            removeFirst();
            cancelled.decrementAndGet();
        }
        return null;
    }

    /** Takes the earliest out when it was due at a time and added before an order, else null. */
    @Nullable
    ScheduledTimer pollDue(long now, long beforeOrder) {
        ScheduledTimer first = peek();
        if (first == null || first.when() - now > 0 || first.order >= beforeOrder) {
            return null;
        }
        removeFirst();
        return first;
    }

    private void sweepIfMostAreCancelled() {
        if (size < SWEEP_FROM || cancelled.get() <= size / 2) {
            return;
        }
        int kept = 0;
        int swept = 0;
        for (int i = 0; i < size; i++) {
            ScheduledTimer timer = at(i);
            if (timer.cancelled()) {
                swept++;
            } else {
                heap[kept++] = timer;
            }
        }
        Arrays.fill(heap, kept, size, null);
        size = kept;
        cancelled.addAndGet(-swept);
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i, at(i));
        }
    }

    private void removeFirst() {
        ScheduledTimer last = at(--size);
        heap[size] = null;
        if (size > 0) {
            siftDown(0, last);
        }
    }

    private void siftUp(int from, ScheduledTimer timer) {
        int i = from;
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            ScheduledTimer above = at(parent);
            if (!timer.before(above)) {
                break;
            }
            heap[i] = above;
            i = parent;
        }
        heap[i] = timer;
    }

    private void siftDown(int from, ScheduledTimer timer) {
        int i = from;
        int half = size >>> 1;
        while (i < half) {
            int child = 2 * i + 1;
            if (child + 1 < size && at(child + 1).before(at(child))) {
                child++;
            }
            ScheduledTimer below = at(child);
            if (!below.before(timer)) {
                break;
            }
            heap[i] = below;
            i = child;
        }
        heap[i] = timer;
    }

    private ScheduledTimer at(int index) {
        return Objects.requireNonNull(heap[index]);
    }
}
