package dev.gyre.loop;

/** A swap was not made, and nothing has changed: the loop runs on with the backend it had. */
public class SwapRefusedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which handle or step refused, why, and what to do
     * @param cause what the new backend threw, or null
     */
    public SwapRefusedException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
    }
}
