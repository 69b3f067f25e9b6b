package dev.gyre.loop;

/** Told of every failure that has nobody else to go to. Runs on the loop's thread in the context of what failed. */
@FunctionalInterface
public interface ExceptionHandler {
    /**
     * Handles a failure. One that throws is itself reported.
     *
     * @param loop the loop
     * @param context what is known of the failure
     * @throws Exception anything
     */
    void handle(EventLoop loop, ExceptionContext context) throws Exception;
}
