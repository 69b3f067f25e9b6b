/** The contract suite that any backend or provider runs. */
@NullMarked
package dev.gyre.loop.tck;

import org.jspecify.annotations.NullMarked;
