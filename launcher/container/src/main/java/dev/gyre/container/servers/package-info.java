/**
 * The whiteboard: {@link dev.gyre.container.servers.Whiteboard} watches for protocols that bundles publish, a {@code PluginServer} serves each at its
 * {@code Endpoint}s on the loops of {@code ServingLoops}, and {@code Handover} keeps listening sockets open while a bundle is exchanged. Everything is
 * decided on one thread, {@code ContainerThread}.
 */
@NullMarked
package dev.gyre.container.servers;

import org.jspecify.annotations.NullMarked;
