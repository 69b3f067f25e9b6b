/**
 * The contract suite that any backend runs. A backend's author extends {@link dev.gyre.loop.tck.BackendContractTest}; each test cites the
 * clause of {@link dev.gyre.loop.spi.LoopBackend} that it holds the backend to.
 */
@NullMarked
package dev.gyre.loop.tck;

import org.jspecify.annotations.NullMarked;
