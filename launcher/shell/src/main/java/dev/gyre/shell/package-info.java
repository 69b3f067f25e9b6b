/**
 * The container's shell: commands for Gogo over the container's {@code Inventory}, and the activator that publishes them and opens the control socket
 * ({@code dev.gyre.shell.control}). Exports nothing; other bundles add commands of their own by Gogo's service properties.
 */
@NullMarked
package dev.gyre.shell;

import org.jspecify.annotations.NullMarked;
