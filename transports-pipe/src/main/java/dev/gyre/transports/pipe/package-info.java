/**
 * Transports over one end of a pipe. {@link dev.gyre.transports.pipe.PipeProvider} serves {@code connectReadPipe} and {@code connectWritePipe}: over descriptors and
 * channels that the loop's backend takes; and over what it does not, such as the streams of Java, by way of a thread and a pipe of this process.
 */
@org.jspecify.annotations.NullMarked
package dev.gyre.transports.pipe;
