/**
 * The in-memory loop backend for deterministic tests. {@link dev.gyre.loop.sim.SimBackendProvider} is its service; nothing of it is
 * reached but through {@code dev.gyre.loop.spi}.
 *
 * <p>Three layers: the <em>network</em> ({@code SimNetwork}, {@code SimSocket}, {@code SimPipe}, {@code SimDatagramQueue}) is what the kernel is to other backends
 * and is shared by all loops of the process; the <em>backend</em> ({@code SimBackend}, {@code SimPort}) belongs to one loop and
 * moves bytes and datagrams in {@code poll} alone, by operations that complete later; the <em>dice</em> ({@code SimDice}) decide from a seed how much,
 * when and in which order.
 */
@NullMarked
package dev.gyre.loop.sim;

import org.jspecify.annotations.NullMarked;
