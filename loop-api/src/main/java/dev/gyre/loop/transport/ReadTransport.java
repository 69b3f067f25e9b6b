package dev.gyre.loop.transport;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A transport that receives a byte stream. It receives from the start.
 *
 * <p><b>Threading</b>, <b>Ownership</b>, <b>Errors</b>: as in {@link BaseTransport}.
 */
@ProviderType
public interface ReadTransport extends BaseTransport {
    /**
     * {@return whether it receives: it is neither paused nor closing}
     */
    boolean isReading();

    /**
     * Stops receiving. No data is delivered after it returns, not even what was fetched already; the peer's end is not
     * noticed meanwhile. A call on a paused or closing transport does nothing.
     */
    void pauseReading();

    /** Receives again. A call on a transport that is not paused, or is closing, does nothing. */
    void resumeReading();
}
