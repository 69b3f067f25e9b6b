/**
 * The socket by which its owner reaches the shell of a running container: {@link ControlServer} listens, each connection is a {@link Session} with
 * threads of its own, so that the shell answers also while every loop is blocked. The activator opens it, the launcher's client calls it, and
 * {@code dev.gyre.shell.protocol} is what they say to each other.
 *
 * <p>A session has three threads: one reads frames, one writes them (commands are interrupted on Ctrl-C, and interrupting a thread that writes to a
 * channel would close it), and one works: it runs one command line, or lines that are piped in, or lines that somebody types.
 */
@NullMarked
package dev.gyre.shell.control;

import org.jspecify.annotations.NullMarked;
