/**
 * Plain sockets and the {@code sock*} family. {@link dev.gyre.transports.socket.PlainSocketProvider} is the service; {@code transports.tcp} makes
 * sockets of those a server has released.
 */
@NullMarked
package dev.gyre.transports.socket;

import org.jspecify.annotations.NullMarked;
