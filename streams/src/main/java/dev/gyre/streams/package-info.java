/**
 * What coroutines are written with, with asyncio's names and behaviour: {@link dev.gyre.streams.Coroutines} and {@link
 * dev.gyre.streams.TaskGroup} combine them, {@link dev.gyre.streams.Lock} and its kin and {@link dev.gyre.streams.Queue} have them wait for each
 * other, and {@link dev.gyre.streams.Streams} gives them connections to read and write.
 *
 * <p><b>Threading</b>: the loop's thread. What waits is called in a coroutine, suspends it, and throws {@link
 * java.util.concurrent.CancellationException} when its task is cancelled there. Everything else may be called in callbacks too.
 */
@Version("0.1.0")
package dev.gyre.streams;

import org.osgi.annotation.versioning.Version;
