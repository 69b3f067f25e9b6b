package dev.gyre.launcher;

/**
 * In which order bundles start. They stop in the opposite one: plug-ins first, then what serves them, which waits for their connections, then
 * the loops' pieces.
 */
final class StartLevels {
    private static final int SERVICES = 1;
    private static final int LOOPS = 2;
    private static final int CONTAINER = 3;
    private static final int FILE_INSTALL = 4;
    static final int PLUGINS = 5;

    /** From here on File Install looks for what changes; until then the launcher starts plug-ins. */
    static final int ALL_RUNNING = 6;

    private StartLevels() {}

    static int of(String symbolicName) {
        return switch (symbolicName) {
            case "org.apache.felix.configadmin", "org.apache.felix.metatype" -> SERVICES;
            case "org.apache.felix.fileinstall" -> FILE_INSTALL;
            case "dev.gyre.container", "dev.gyre.shell" -> CONTAINER;
            default -> symbolicName.startsWith("dev.gyre.") ? LOOPS : CONTAINER;
        };
    }
}
