package dev.gyre.launcher;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The services of a type that are there now. */
final class ServicesOf {
    private ServicesOf() {}

    static <S> List<S> type(BundleContext context, Class<S> type) {
        return references(context, type).stream()
                .map(context::getService)
                .filter(Objects::nonNull)
                .toList();
    }

    static <S> Collection<ServiceReference<S>> references(BundleContext context, Class<S> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
