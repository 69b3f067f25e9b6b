/**
 * The loop backend over java.nio selectors: the portable one, which runs wherever the JDK does and needs no flag. It implements
 * {@code dev.gyre.loop.spi} over JDK channels and exports nothing; the policy finds it as a service, and the engine is its only
 * caller.
 *
 * <p>What it relies on: a {@link java.nio.channels.Selector} is level-triggered, so an event that nobody looked at comes again; it
 * applies interest and cancellation at the next selection; and closing it closes no channel.
 */
@NullMarked
package dev.gyre.loop.nio;

import org.jspecify.annotations.NullMarked;
