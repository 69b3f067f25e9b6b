package dev.gyre.launcher;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** The terminal that a process belongs to. */
final class TerminalSession {
    private TerminalSession() {}

    /** Leaves it by setsid(2), so that this process outlives it and takes no Ctrl-C from it. */
    @SuppressWarnings("restricted") // the launcher's manifest allows native access
    static void leave() throws StartException {
        Linker linker = Linker.nativeLinker();
        try {
            linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setsid"), FunctionDescriptor.of(ValueLayout.JAVA_INT))
                    .invoke();
        } catch (Throwable e) {
            throw new StartException("the terminal cannot be left: " + e, e);
        }
    }
}
