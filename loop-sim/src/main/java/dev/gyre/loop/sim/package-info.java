/** The in-memory loop backend for deterministic tests. */
@NullMarked
package dev.gyre.loop.sim;

import org.jspecify.annotations.NullMarked;
