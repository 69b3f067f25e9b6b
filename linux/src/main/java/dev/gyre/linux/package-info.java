/**
 * Linux, as its C library offers it: the one place of Gyre with down-calls. Bundles that talk to the kernel call it; it depends on nothing but
 * the JDK.
 *
 * <p>Calls are objects with a small memory of their own for the error number, so each thread that calls has its own ({@link dev.gyre.linux.SocketCalls},
 * {@link dev.gyre.linux.EpollCalls}, {@link dev.gyre.linux.FileCalls}, {@link dev.gyre.linux.NameCalls}). They answer what the kernel says, and {@code -errno} where it refuses; {@link
 * dev.gyre.linux.Errno} knows the numbers. Memory is passed by address; who calls keeps it alive.
 *
 * <p>Nothing is loaded before the first call. {@link dev.gyre.linux.Linux#problem()} says what is missing, if anything is.
 */
@NullMarked
package dev.gyre.linux;

import org.jspecify.annotations.NullMarked;
