/** Programs that measure: each runs what it compares in turns, in one process, and prints ratios. */
@NullMarked
package dev.gyre.benchmarks;

import org.jspecify.annotations.NullMarked;
