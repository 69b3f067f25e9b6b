package dev.gyre.loop.epoll;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a backend by what stands in the kernel's reports: a place in the low 32 bits, and in the high ones how often that place was given away, so that a report for a
 * port that is gone is never taken for one of its successor.
 */
final class PortTable {
    private @Nullable EpollPort[] ports = new EpollPort[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;
    private int open;

    /** {@return what stands in reports for it} */
    long add(EpollPort port) {
        int place = freeCount > 0 ? free[--freeCount] : newPlace();
        ports[place] = port;
        open++;
        return (long) generations[place] << 32 | place;
    }

    private int newPlace() {
        if (used == ports.length) {
            ports = Arrays.copyOf(ports, used * 2);
            generations = Arrays.copyOf(generations, used * 2);
            free = Arrays.copyOf(free, used * 2);
        }
        return used++;
    }

    @Nullable
    EpollPort get(long data) {
        int place = (int) data;
        return place >= 0 && place < used && generations[place] == (int) (data >>> 32) ? ports[place] : null;
    }

    void remove(long data) {
        int place = (int) data;
        if (get(data) != null) {
            ports[place] = null;
            generations[place]++;
            free[freeCount++] = place;
            open--;
        }
    }

    /** Forgets all. */
    void clear() {
        for (int place = 0; place < used; place++) {
            remove((long) generations[place] << 32 | place);
        }
    }

    int open() {
        return open;
    }
}
