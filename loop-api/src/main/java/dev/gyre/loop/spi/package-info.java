/** The event-loop API: loops, transports, protocols and the contract of providers. */
@Version("0.1.0")
@NullMarked
package dev.gyre.loop.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
