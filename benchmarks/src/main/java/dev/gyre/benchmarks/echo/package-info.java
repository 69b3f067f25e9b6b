/** Echo servers, each the main of a process of its own, which the matrix compares. */
@NullMarked
package dev.gyre.benchmarks.echo;

import org.jspecify.annotations.NullMarked;
