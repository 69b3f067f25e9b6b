/** The loop backend over java.nio selectors. */
@NullMarked
package dev.gyre.loop.nio;

import org.jspecify.annotations.NullMarked;
