/** The engine: ready queue, timers, futures, tasks, handles and backend swap. */
@NullMarked
package dev.gyre.loop.core;

import org.jspecify.annotations.NullMarked;
