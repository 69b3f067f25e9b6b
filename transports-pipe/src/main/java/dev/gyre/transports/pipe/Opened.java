package dev.gyre.transports.pipe;

import dev.gyre.loop.spi.Owned;

/**
 * An end that is open and that the loop's backend can take.
 *
 * @param owned the end
 * @param hasPeer whether somebody is at the other side whose end the kernel tells: it is a pipe or a socket, and no device
 * @param behind what is behind it
 */
record Opened(Owned owned, boolean hasPeer, Behind behind) {}
