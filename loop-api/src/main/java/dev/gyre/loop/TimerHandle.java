package dev.gyre.loop;

import org.osgi.annotation.versioning.ProviderType;

/** A callback scheduled for a time. */
@ProviderType
public interface TimerHandle extends Handle {
    /**
     * {@return when it is due, in nanoseconds of {@link EventLoop#time()}}
     */
    long when();
}
