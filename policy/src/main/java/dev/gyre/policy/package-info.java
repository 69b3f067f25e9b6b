/**
 * The default policy: it finds engines, backends and subsystem providers on the class path, in module layers, among OSGi services and by
 * {@link dev.gyre.policy.Providers}, and is the only place that chooses between them. Applications reach it through
 * {@code EventLoops}; nobody else implements anything of it.
 */
@NullMarked
@Version("0.1.0")
package dev.gyre.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
