/**
 * What runs in a container, for those who show it: {@link Inventory} is an OSGi service that this bundle provides and shells and status pages call.
 * {@link ServerProperties} names the properties by which a bundle has its protocol served.
 */
@NullMarked
@Version("0.1.0")
package dev.gyre.container;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
