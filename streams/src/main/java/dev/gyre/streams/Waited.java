package dev.gyre.streams;

import java.util.Set;

/**
 * What {@link Coroutines#wait} has found. Both sets are in the order of what was given.
 *
 * @param <F> the type of what was waited for
 * @param done what is done
 * @param pending what is not
 */
public record Waited<F>(Set<F> done, Set<F> pending) {}
