package dev.gyre.examples.status;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param request from when a request could come until all of it is there; bytes that trickle in do not extend it
 * @param inventory until the container has told what runs
 * @param response until the answer is there and the peer has taken it
 * @param linger how long what a peer still sends is read and dropped after the last answer, so that the answer is not lost with it
 */
record Limits(Duration request, Duration inventory, Duration response, Duration linger) {
    static final Limits USUAL =
            new Limits(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(2));

    /** Bytes of a line of a request's head. */
    static final int LINE = 4096;

    /** Header fields of a request. */
    static final int FIELDS = 64;

    /** Bytes of a request's body. Nothing is done with them. */
    static final int BODY = 1024 * 1024;
}
