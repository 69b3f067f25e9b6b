/** An echo server as a plug-in: a protocol, and an activator that publishes it. */
@NullMarked
package dev.gyre.examples.echo;

import org.jspecify.annotations.NullMarked;
