/**
 * Shows what runs in the container, over HTTP: a page for people, JSON for programs. HttpCore speaks HTTP, over a transport of Gyre instead of its own
 * input and output.
 */
@NullMarked
package dev.gyre.examples.status;

import org.jspecify.annotations.NullMarked;
