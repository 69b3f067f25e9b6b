/** An echo server for lines as a plug-in: a coroutine for each connection, and an activator that publishes it. */
@NullMarked
package dev.gyre.examples.lines;

import org.jspecify.annotations.NullMarked;
