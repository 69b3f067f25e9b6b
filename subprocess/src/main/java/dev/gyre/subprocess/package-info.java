/**
 * Child processes on a loop. {@link dev.gyre.subprocess.ChildProvider} is the service; nobody calls this package directly.
 */
@NullMarked
package dev.gyre.subprocess;

import org.jspecify.annotations.NullMarked;
