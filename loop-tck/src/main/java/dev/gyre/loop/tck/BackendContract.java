package dev.gyre.loop.tck;

import org.jspecify.annotations.Nullable;

/** What the tests of every area ask of the class that runs them. */
public interface BackendContract {
    /**
     * {@return the backend under test with everything the present test has opened}
     */
    BackendHarness harness();

    /**
     * Leaves the process, or the backend's network, without a free descriptor until the result is closed.
     *
     * @return what gives the descriptors back; null when that cannot be brought about, and then clause 11 is not tested
     * @throws Exception when it failed
     */
    default @Nullable AutoCloseable exhaustDescriptors() throws Exception {
        return null;
    }
}
