/** The ways to run coroutines: on virtual threads that the loop schedules, or on ordinary ones that take turns with it. */
@NullMarked
package dev.gyre.loop.core.coroutines;

import org.jspecify.annotations.NullMarked;
