/**
 * The resolver that asks the C library of Linux: what {@code /etc/nsswitch.conf} names is asked, in its order, and the answers are those that every
 * other program of the machine is given. The engine asks it off the loop.
 */
@NullMarked
package dev.gyre.resolver.linux;

import org.jspecify.annotations.NullMarked;
