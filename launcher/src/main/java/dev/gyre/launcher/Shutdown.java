package dev.gyre.launcher;

/** Whether the process is ending. */
final class Shutdown {
    private Shutdown() {}

    /** Hooks cannot be added any more once hooks run; Java has no question for it. */
    static boolean hasBegun() {
        try {
            Thread probe = new Thread(() -> {}, "gyre-probe");
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }
}
