/**
 * Datagram endpoints over the loop's handles. {@link dev.gyre.transports.udp.UdpTransportProvider} is the service; nobody calls this package
 * directly.
 */
@NullMarked
package dev.gyre.transports.udp;

import org.jspecify.annotations.NullMarked;
