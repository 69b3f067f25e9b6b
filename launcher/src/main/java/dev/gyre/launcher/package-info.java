/**
 * The {@code gyre} command: a container with an OSGi framework, Gyre's bundles and the echo plug-in. The API stands on the launcher's own
 * class path and is lent to the bundles, so that launcher and bundles mean the same loops.
 */
@NullMarked
package dev.gyre.launcher;

import org.jspecify.annotations.NullMarked;
