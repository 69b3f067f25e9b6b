/**
 * The seam between transports, engine and backends. Handles (the upper side, reached by {@code EventLoop.io()}) are implemented once, by
 * the engine; ports (the lower side) are implemented by each backend; providers are the services a policy discovers. Backend and
 * provider authors implement it; applications do not call it.
 */
@Version("0.1.0")
package dev.gyre.loop.spi;

import org.osgi.annotation.versioning.Version;
