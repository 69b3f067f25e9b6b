package dev.gyre.loop;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A scheduled callback.
 *
 * <p><b>Threading</b>: any thread may call any method; only a cancel on the loop's thread is sure to come before the callback.
 */
@ProviderType
public interface Handle {
    /** Makes sure that a callback that has not begun never runs. Otherwise does nothing. */
    void cancel();

    /**
     * {@return whether it was cancelled}
     */
    boolean cancelled();

    /**
     * {@return the context the callback runs in}
     */
    LoopContext getContext();
}
