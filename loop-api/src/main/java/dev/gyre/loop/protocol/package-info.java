/**
 * What applications implement: protocols, which hear of what happens on a transport, and the factories that make them.
 * Application and plug-in authors implement these interfaces; transports call them, on the loop's thread.
 */
@Version("0.1.0")
package dev.gyre.loop.protocol;

import org.osgi.annotation.versioning.Version;
