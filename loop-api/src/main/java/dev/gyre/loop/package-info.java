/**
 * What an application sees: {@link dev.gyre.loop.EventLoop} and how to get one ({@link dev.gyre.loop.EventLoops}), futures, handles,
 * contexts, policies and failures. The engine implements its interfaces; applications call them.
 */
@Version("0.1.0")
package dev.gyre.loop;

import org.osgi.annotation.versioning.Version;
