/** An echo server as a bundle of its own: started and stopped with the bundle, on whatever loop the policy gives. */
@NullMarked
package dev.gyre.examples.plugin;

import org.jspecify.annotations.NullMarked;
