package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;

/**
 * A loop that is open.
 *
 * @param loop the loop
 * @param config how it was set up
 */
public record OpenLoop(EventLoop loop, LoopConfig config) {}
