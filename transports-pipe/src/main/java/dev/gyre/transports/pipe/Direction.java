package dev.gyre.transports.pipe;

/** Which way bytes go at this end. */
enum Direction {
    READ,
    WRITE
}
