package dev.gyre.linux;

import java.lang.invoke.MethodHandle;

/**
 * Files, pipes and what descriptors have in common: read(2), write(2), fcntl(2), sendfile(2), splice(2).
 *
 * <p><b>Threading</b>: one thread at a time has one of these.
 *
 * <p><b>Errors</b>: every answer below zero is {@code -errno}.
 */
public final class FileCalls extends Calls {
    /** Duplicate a descriptor, closed on exec. */
    public static final int F_DUPFD_CLOEXEC = 1030;
    /** Ask for the descriptor's flags. */
    public static final int F_GETFD = 1;
    /** Set the descriptor's flags. */
    public static final int F_SETFD = 2;
    /** Ask for the status flags. */
    public static final int F_GETFL = 3;
    /** Set the status flags. */
    public static final int F_SETFL = 4;
    /** Set the size of a pipe's buffer. */
    public static final int F_SETPIPE_SZ = 1031;
    /** Ask for the size of a pipe's buffer. */
    public static final int F_GETPIPE_SZ = 1032;
    /** Open for writing. */
    public static final int O_WRONLY = 1;
    /** Open for reading and writing. */
    public static final int O_RDWR = 2;
    /** Do not become the process's terminal. */
    public static final int O_NOCTTY = 0x100;
    /** Make the file where there is none. */
    public static final int O_CREAT = 0x40;
    /** Empty the file. */
    public static final int O_TRUNC = 0x200;
    /** Write at the end. */
    public static final int O_APPEND = 0x400;
    /** Never wait. */
    public static final int O_NONBLOCK = 0x800;
    /** Close on exec. */
    public static final int O_CLOEXEC = 0x80000;
    /** Close on exec, as a descriptor flag. */
    public static final int FD_CLOEXEC = 1;
    /** Never wait for the pipe. */
    public static final int SPLICE_NONBLOCK = 2;

    /** Makes one. */
    public FileCalls() {}

    private static final class Functions {
        private static final MethodHandle OPEN = CLibrary.function("open");
        private static final MethodHandle READ = CLibrary.function("read");
        private static final MethodHandle WRITE = CLibrary.function("write");
        private static final MethodHandle WRITEV = CLibrary.function("writev");
        private static final MethodHandle DUP2 = CLibrary.function("dup2");
        private static final MethodHandle FCNTL = CLibrary.function("fcntl");
        private static final MethodHandle PIPE2 = CLibrary.function("pipe2");
        private static final MethodHandle SENDFILE = CLibrary.function("sendfile");
        private static final MethodHandle SPLICE = CLibrary.function("splice");
        private static final MethodHandle CLOSE = CLibrary.function("close");
    }

    /**
     * Opens a file.
     *
     * @param path the address of its name, ending in a zero byte
     * @param flags O_
     * @param mode of a file that is made
     * @return the descriptor
     */
    public int open(long path, int flags, int mode) {
        try {
            return intAnswer(
                    (long) Functions.OPEN.invokeExact(captured(), path, (long) flags, (long) mode, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Reads.
     *
     * @param descriptor which
     * @param address where to put the bytes
     * @param length how many at the most
     * @return how many bytes; 0 at the end
     */
    public long read(int descriptor, long address, long length) {
        try {
            return answer(
                    (long) Functions.READ.invokeExact(captured(), (long) descriptor, address, length, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Writes.
     *
     * @param descriptor which
     * @param address where the bytes are
     * @param length how many
     * @return how many bytes were taken
     */
    public long write(int descriptor, long address, long length) {
        try {
            return answer(
                    (long) Functions.WRITE.invokeExact(captured(), (long) descriptor, address, length, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Writes several pieces, in order.
     *
     * @param descriptor which
     * @param pieces the address of the first {@code iovec}
     * @param count how many there are
     * @return how many bytes were taken
     */
    public long writePieces(int descriptor, long pieces, int count) {
        try {
            return answer((long)
                    Functions.WRITEV.invokeExact(captured(), (long) descriptor, pieces, (long) count, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Asks or changes what a descriptor is set to.
     *
     * @param descriptor which
     * @param command one of F_
     * @param argument its argument
     * @return what the command answers
     */
    public int control(int descriptor, int command, long argument) {
        try {
            return intAnswer((long)
                    Functions.FCNTL.invokeExact(captured(), (long) descriptor, (long) command, argument, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has a second number mean the same, which closes what that has meant before.
     *
     * @param descriptor which
     * @param number the second number
     * @return the second number
     */
    public int duplicate(int descriptor, int number) {
        try {
            return intAnswer(
                    (long) Functions.DUP2.invokeExact(captured(), (long) descriptor, (long) number, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Makes a pipe.
     *
     * @param ends where to put two ints, the reading end first
     * @param flags O_NONBLOCK, O_CLOEXEC
     * @return 0
     */
    public int pipe(long ends, int flags) {
        try {
            return intAnswer((long) Functions.PIPE2.invokeExact(captured(), ends, (long) flags, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sends from a file without a copy through the process.
     *
     * @param to the descriptor of a socket
     * @param from that of a file
     * @param position the address of the position, which is advanced
     * @param count how many bytes at the most
     * @return how many bytes; 0 at the end of the file
     */
    public long sendFile(int to, int from, long position, long count) {
        try {
            return answer(
                    (long) Functions.SENDFILE.invokeExact(captured(), (long) to, (long) from, position, count, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Moves bytes by way of a pipe without a copy through the process.
     *
     * @param from a descriptor
     * @param fromPosition the address of its position; 0 for its own
     * @param to a descriptor; one of the two is a pipe
     * @param toPosition the address of its position; 0 for its own
     * @param count how many bytes at the most
     * @param flags SPLICE_NONBLOCK
     * @return how many bytes; 0 at the end
     */
    public long splice(int from, long fromPosition, int to, long toPosition, long count, int flags) {
        try {
            return answer((long) Functions.SPLICE.invokeExact(
                    captured(), (long) from, fromPosition, (long) to, toPosition, count, (long) flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Closes a descriptor. On Linux it is gone also when this fails.
     *
     * @param descriptor which
     * @return 0
     */
    public int close(int descriptor) {
        try {
            return intAnswer((long) Functions.CLOSE.invokeExact(captured(), (long) descriptor, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
