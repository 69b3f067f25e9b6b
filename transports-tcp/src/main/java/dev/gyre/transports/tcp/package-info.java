/**
 * TCP and Unix stream transports, their servers, and sendfile, on top of the handles that {@link dev.gyre.loop.EventLoop#io()} makes.
 *
 * <p>{@link dev.gyre.transports.tcp.TcpTransportProvider} is the service; the event loop calls it. Nothing here knows a backend: a transport
 * keeps its handle while the backend under the handle is exchanged.
 *
 * <p>Opening a connection goes {@code ConnectOperation → ConnectRace → ConnectAttempt → Assembly → StreamTransport}; a server goes
 * {@code BindOperation → StreamServer → Acceptor → Assembly → StreamTransport}.
 */
@NullMarked
package dev.gyre.transports.tcp;

import org.jspecify.annotations.NullMarked;
