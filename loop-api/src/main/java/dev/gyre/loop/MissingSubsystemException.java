package dev.gyre.loop;

/** An operation needs a service that nobody provides. The message names the operation, the service, and the bundle to add. */
public class MissingSubsystemException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    /** The name of the service. */
    private final String service;

    /**
     * Makes one.
     *
     * @param service the interface that is missing
     * @param message the operation, the service, what was considered, and what to add
     */
    public MissingSubsystemException(Class<?> service, String message) {
        super(message);
        this.service = service.getName();
    }

    /**
     * {@return the name of the interface that is missing}
     */
    public String service() {
        return service;
    }
}
