/**
 * The loop backend over Linux epoll: the fast one. It implements {@code dev.gyre.loop.spi} over descriptors by the calls of {@code dev.gyre.linux} and exports nothing;
 * the policy finds it as a service, and the engine is its only caller.
 *
 * <p>What it relies on: epoll is level-triggered unless asked otherwise, so an event that nobody looked at comes again; a descriptor may stand in several
 * epoll sets and under a JDK channel at a time, so a swap needs no duplicate; and a report carries 64 bits of ours, in which stands whose it is.
 */
@NullMarked
package dev.gyre.loop.epoll;

import org.jspecify.annotations.NullMarked;
