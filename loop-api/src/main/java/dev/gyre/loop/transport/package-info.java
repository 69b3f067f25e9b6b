/**
 * What protocols talk to: transports, servers, their options and what can be asked of them. Providers of transports
 * implement the interfaces; applications and protocols call them. The option types are immutable and made by builders.
 */
@Version("0.1.0")
package dev.gyre.loop.transport;

import org.osgi.annotation.versioning.Version;
