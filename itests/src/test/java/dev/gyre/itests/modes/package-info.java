/** One suite over the public API alone, run four times: on the class path, on the module path, in Felix and in Equinox. */
package dev.gyre.itests.modes;
