/** Benchmarks by JMH, in one process and without sockets. */
@NullMarked
package dev.gyre.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
