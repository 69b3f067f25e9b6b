package dev.gyre.itests;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Fails to start. Runs inside bundles that tests make. */
public final class ThrowingActivator implements BundleActivator {
    /** For the framework. */
    public ThrowingActivator() {}

    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("the moon is in the wrong house");
    }

    @Override
    public void stop(BundleContext context) {
        // nothing was started
    }
}
