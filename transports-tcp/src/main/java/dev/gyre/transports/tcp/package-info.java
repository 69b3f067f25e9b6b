/** TCP and Unix stream transports and servers. */
@NullMarked
package dev.gyre.transports.tcp;

import org.jspecify.annotations.NullMarked;
