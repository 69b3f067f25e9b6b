package dev.gyre.linux;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Child processes: posix_spawn(3), pidfd_open(2), pidfd_send_signal(2), waitid(2). The layouts are the same on x86-64 and AArch64.
 *
 * <p><b>Threading</b>: one thread at a time has one of these.
 *
 * <p><b>Errors</b>: every answer below zero is {@code -errno}.
 */
public final class ProcessCalls extends Calls {
    /** Put the child into a process group. */
    public static final int SPAWN_SETPGROUP = 2;
    /** Give signals their default effect. */
    public static final int SPAWN_SETSIGDEF = 4;
    /** Set the signals that are held back. */
    public static final int SPAWN_SETSIGMASK = 8;
    /** Have the child lead a session of its own. */
    public static final int SPAWN_SETSID = 0x80;
    /** A process number. */
    public static final int P_PID = 1;
    /** A descriptor of a process. */
    public static final int P_PIDFD = 3;
    /** Do not wait. */
    public static final int WNOHANG = 1;
    /** Of processes that have ended. */
    public static final int WEXITED = 4;
    /** Leave it to be asked again. */
    public static final int WNOWAIT = 0x01000000;
    /** It has exited by itself. */
    public static final int CLD_EXITED = 1;
    /** Where in the answer of {@link #waitId} the signal is: 0 while the child runs. */
    public static final int ANSWER_SIGNAL = 0;
    /** Where in the answer it is said whether the child exited by itself. */
    public static final int ANSWER_CODE = 8;
    /** Where in the answer the exit code or the signal's number is. */
    public static final int ANSWER_STATUS = 24;
    /** Bytes of an answer of {@link #waitId}, of 64-bit systems. */
    public static final int ANSWER_SIZE = 128;
    /** Bytes that are enough for any library's list of actions. */
    public static final int ACTIONS_SIZE = 512;
    /** Bytes that are enough for any library's attributes. */
    public static final int ATTRIBUTES_SIZE = 1024;
    /** Bytes of a set of signals. */
    public static final int SIGNALS_SIZE = 128;

    /** Asked for by number, for glibc has names for them from 2.36 on only. */
    private static final long PIDFD_OPEN = 434;

    private static final long PIDFD_SEND_SIGNAL = 424;

    /** Makes one. */
    public ProcessCalls() {}

    private static final class Functions {
        private static final MethodHandle ACTIONS_INIT = CLibrary.function("posix_spawn_file_actions_init");
        private static final MethodHandle ACTIONS_DESTROY = CLibrary.function("posix_spawn_file_actions_destroy");
        private static final MethodHandle ADD_DUP2 = CLibrary.function("posix_spawn_file_actions_adddup2");
        private static final MethodHandle ADD_OPEN = CLibrary.function("posix_spawn_file_actions_addopen");
        private static final MethodHandle ADD_CLOSE = CLibrary.function("posix_spawn_file_actions_addclose");
        private static final MethodHandle ADD_CLOSE_FROM =
                CLibrary.function("posix_spawn_file_actions_addclosefrom_np");
        private static final MethodHandle ADD_CHDIR = CLibrary.function("posix_spawn_file_actions_addchdir_np");
        private static final MethodHandle ATTRIBUTES_INIT = CLibrary.function("posix_spawnattr_init");
        private static final MethodHandle ATTRIBUTES_DESTROY = CLibrary.function("posix_spawnattr_destroy");
        private static final MethodHandle SET_FLAGS = CLibrary.function("posix_spawnattr_setflags");
        private static final MethodHandle SET_GROUP = CLibrary.function("posix_spawnattr_setpgroup");
        private static final MethodHandle SET_DEFAULT = CLibrary.function("posix_spawnattr_setsigdefault");
        private static final MethodHandle SET_MASK = CLibrary.function("posix_spawnattr_setsigmask");
        private static final MethodHandle SPAWN = CLibrary.function("posix_spawn");
        private static final MethodHandle SYSCALL = CLibrary.function("syscall");
        private static final MethodHandle WAITID = CLibrary.function("waitid");
        private static final MethodHandle KILL = CLibrary.function("kill");
    }

    /**
     * {@return what is missing for children; null when nothing is}
     */
    public static @Nullable String problem() {
        String elsewhere = Linux.problem();
        if (elsewhere != null) {
            return elsewhere;
        }
        for (String each : new String[] {
            "posix_spawn_file_actions_addchdir_np", "posix_spawn_file_actions_addclosefrom_np", "waitid"
        }) {
            if (CLibrary.symbol(each).isEmpty()) {
                return "needs the function " + each + ", which this C library does not have";
            }
        }
        return null;
    }

    /** The functions of posix_spawn answer the error number itself. */
    private static int problem(long result) {
        return -(int) result;
    }

    /**
     * Begins a list of what the child does before it runs the program.
     *
     * @param actions where, {@link #ACTIONS_SIZE} bytes
     * @return 0
     */
    public int initActions(long actions) {
        try {
            return problem((long) Functions.ACTIONS_INIT.invokeExact(captured(), actions, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Frees what the list holds.
     *
     * @param actions those of {@link #initActions}
     * @return 0
     */
    public int destroyActions(long actions) {
        try {
            return problem((long) Functions.ACTIONS_DESTROY.invokeExact(captured(), actions, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has the child make a copy of a descriptor, open in the program; also of a descriptor onto itself.
     *
     * @param actions those of {@link #initActions}
     * @param from which
     * @param to the number of the copy
     * @return 0
     */
    public int addDup2(long actions, int from, int to) {
        try {
            return problem(
                    (long) Functions.ADD_DUP2.invokeExact(captured(), actions, (long) from, (long) to, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has the child open a file.
     *
     * @param actions those of {@link #initActions}
     * @param descriptor under which number
     * @param path the address of its name, ending in a zero byte, copied
     * @param flags O_
     * @param mode of a file that is made
     * @return 0
     */
    public int addOpen(long actions, int descriptor, long path, int flags, int mode) {
        try {
            return problem((long) Functions.ADD_OPEN.invokeExact(
                    captured(), actions, (long) descriptor, path, (long) flags, (long) mode, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has the child close a descriptor; one that is not open does no harm.
     *
     * @param actions those of {@link #initActions}
     * @param descriptor which
     * @return 0
     */
    public int addClose(long actions, int descriptor) {
        try {
            return problem(
                    (long) Functions.ADD_CLOSE.invokeExact(captured(), actions, (long) descriptor, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has the child close all descriptors from a number on.
     *
     * @param actions those of {@link #initActions}
     * @param lowest the number
     * @return 0
     */
    public int addCloseFrom(long actions, int lowest) {
        try {
            return problem(
                    (long) Functions.ADD_CLOSE_FROM.invokeExact(captured(), actions, (long) lowest, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has the child change its working directory.
     *
     * @param actions those of {@link #initActions}
     * @param path the address of its name, ending in a zero byte, copied
     * @return 0
     */
    public int addChangeDirectory(long actions, long path) {
        try {
            return problem((long) Functions.ADD_CHDIR.invokeExact(captured(), actions, path, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Begins the attributes of a child.
     *
     * @param attributes where, {@link #ATTRIBUTES_SIZE} bytes
     * @return 0
     */
    public int initAttributes(long attributes) {
        try {
            return problem((long) Functions.ATTRIBUTES_INIT.invokeExact(captured(), attributes, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Frees what the attributes hold.
     *
     * @param attributes those of {@link #initAttributes}
     * @return 0
     */
    public int destroyAttributes(long attributes) {
        try {
            return problem((long) Functions.ATTRIBUTES_DESTROY.invokeExact(captured(), attributes, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Says which attributes count.
     *
     * @param attributes those of {@link #initAttributes}
     * @param flags SPAWN_
     * @return 0
     */
    public int setFlags(long attributes, int flags) {
        try {
            return problem(
                    (long) Functions.SET_FLAGS.invokeExact(captured(), attributes, (long) flags, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sets the process group, for {@link #SPAWN_SETPGROUP}.
     *
     * @param attributes those of {@link #initAttributes}
     * @param group which; 0 for one of its own
     * @return 0
     */
    public int setProcessGroup(long attributes, int group) {
        try {
            return problem(
                    (long) Functions.SET_GROUP.invokeExact(captured(), attributes, (long) group, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sets the signals that have their default effect, for {@link #SPAWN_SETSIGDEF}.
     *
     * @param attributes those of {@link #initAttributes}
     * @param signals the address of a set, {@link #SIGNALS_SIZE} bytes, bit n−1 for signal n
     * @return 0
     */
    public int setDefaultSignals(long attributes, long signals) {
        try {
            return problem((long) Functions.SET_DEFAULT.invokeExact(captured(), attributes, signals, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sets the signals that are held back, for {@link #SPAWN_SETSIGMASK}.
     *
     * @param attributes those of {@link #initAttributes}
     * @param signals the address of a set, {@link #SIGNALS_SIZE} bytes, bit n−1 for signal n
     * @return 0
     */
    public int setSignalMask(long attributes, long signals) {
        try {
            return problem((long) Functions.SET_MASK.invokeExact(captured(), attributes, signals, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Starts a child, and waits until it runs its program or has failed to.
     *
     * @param pid where to put its number, an int
     * @param path the address of the program's name
     * @param actions those of {@link #initActions}
     * @param attributes those of {@link #initAttributes}
     * @param arguments the address of the addresses of the arguments, ending in 0
     * @param environment the same of the environment
     * @return 0
     */
    public int spawn(long pid, long path, long actions, long attributes, long arguments, long environment) {
        try {
            return problem((long)
                    Functions.SPAWN.invokeExact(captured(), pid, path, actions, attributes, arguments, environment));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Opens a descriptor of a process, closed on exec, which is readable from the process's end on.
     *
     * @param pid the process
     * @return the descriptor
     */
    public int pidfdOpen(int pid) {
        try {
            return intAnswer((long) Functions.SYSCALL.invokeExact(captured(), PIDFD_OPEN, (long) pid, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sends a signal to the very process that a descriptor stands for.
     *
     * @param pidfd the descriptor
     * @param signal its number; 0 for none
     * @return 0
     */
    public int pidfdSendSignal(int pidfd, int signal) {
        try {
            return intAnswer((long) Functions.SYSCALL.invokeExact(
                    captured(), PIDFD_SEND_SIGNAL, (long) pidfd, (long) signal, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Asks how a child has ended, and lets the kernel forget it unless {@link #WNOWAIT} is set. Where {@link #WNOHANG} is set and it runs, the signal number in the answer is 0.
     *
     * @param kind {@link #P_PID} or {@link #P_PIDFD}
     * @param id a process number or a descriptor
     * @param answer where, {@link #ANSWER_SIZE} bytes, all zero
     * @param options WEXITED, WNOHANG, WNOWAIT
     * @return 0
     */
    public int waitId(int kind, int id, long answer, int options) {
        try {
            return intAnswer((long)
                    Functions.WAITID.invokeExact(captured(), (long) kind, (long) id, answer, (long) options, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sends a signal to a process that cannot have been forgotten.
     *
     * @param pid the process
     * @param signal its number
     * @return 0
     */
    public int kill(int pid, int signal) {
        try {
            return intAnswer((long) Functions.KILL.invokeExact(captured(), (long) pid, (long) signal, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
