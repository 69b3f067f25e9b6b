package dev.gyre.subprocess;

import dev.gyre.loop.Signal;
import java.util.List;

/** The numbers of signals, the same on x86-64 and AArch64. */
final class SignalNumbers {
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    private SignalNumbers() {}

    static int of(Signal signal) {
        int index = NAMES.indexOf(signal.name());
        if (index < 0) {
            throw new IllegalArgumentException("Linux has no signal " + signal.name() + "; it has " + NAMES);
        }
        return index + 1;
    }
}
