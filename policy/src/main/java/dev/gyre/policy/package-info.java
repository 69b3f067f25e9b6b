/** Discovers, ranks and chooses providers, on class path, module path and in OSGi. */
@NullMarked
package dev.gyre.policy;

import org.jspecify.annotations.NullMarked;
