package dev.gyre.loop.core;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** How long garbage collection has stopped the program so far. Where the JDK has no management, none is known. */
final class Pauses {
    private static final boolean PRESENT = isPresent();

    private Pauses() {}

    private static boolean isPresent() {
        try {
            return Collectors.millis() >= 0;
        } catch (LinkageError e) {
            return false;
        }
    }

    static long millis() {
        return PRESENT ? Collectors.millis() : 0;
    }

    /** Those that stop the program; what others do meanwhile takes none of its time. */
    private static final class Collectors {
        private static final List<GarbageCollectorMXBean> STOPPING =
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .filter(each -> !each.getName().contains("Concurrent")
                                && !each.getName().contains("Cycles"))
                        .toList();

        private Collectors() {}

        private static long millis() {
            long sum = 0;
            for (int i = 0; i < STOPPING.size(); i++) {
                sum += Math.max(0, STOPPING.get(i).getCollectionTime());
            }
            return sum;
        }
    }
}
