/**
 * The engine. {@code EngineFactory} is its only door; {@code EngineLoop} puts the parts together: {@code Scheduler} (ready queue,
 * submissions, timers, the iteration), {@code Promise} and its stages, the handles ({@code EngineStream}, {@code EngineListener},
 * {@code EngineDatagram}, {@code EngineWatch}) over a backend's ports, and {@code Swap}, which exchanges those ports.
 */
@NullMarked
package dev.gyre.loop.core;

import org.jspecify.annotations.NullMarked;
