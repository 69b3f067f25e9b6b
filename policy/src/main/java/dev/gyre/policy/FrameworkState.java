package dev.gyre.policy;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Whether it is a bundle that leaves or everything. */
final class FrameworkState {
    private FrameworkState() {}

    /** {@return whether the framework of a bundle stops, and nothing is worth saving} */
    static boolean stops(@Nullable BundleContext context) {
        Bundle framework = context == null ? null : context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        return framework == null || (framework.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0;
    }
}
