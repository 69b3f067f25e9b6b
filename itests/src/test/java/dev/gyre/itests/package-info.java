/** Everything together, as users run it: class path, module path, Felix and Equinox. */
package dev.gyre.itests;
