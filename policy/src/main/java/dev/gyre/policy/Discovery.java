package dev.gyre.policy;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Finds providers without a container: by {@link ServiceLoader}, through the loader of the API, the one of this module, its module layer with
 * the parents of that, and the context loader of whoever asks. Each place is looked at once; a class that two of them know counts once.
 *
 * <p><b>Threading</b>: any thread.
 *
 * <p><b>Ownership</b>: what was found through a context loader keeps that loader alive as long as this module is.
 */
final class Discovery {
    private static final int MOST_PROBLEMS = 100;

    private final ProviderRegistry registry;
    private final Set<ClassLoader> seen = Collections.newSetFromMap(new WeakHashMap<>());
    private final List<String> unloadable = new CopyOnWriteArrayList<>();
    private boolean began;

    Discovery(ProviderRegistry registry) {
        this.registry = registry;
    }

    synchronized void refresh() {
        List<Place> places = new ArrayList<>();
        if (!began) {
            began = true;
            addLoader(places, EventLoops.class.getClassLoader());
            addLoader(places, Discovery.class.getClassLoader());
            ModuleLayer layer = Discovery.class.getModule().getLayer();
            if (layer != null) {
                places.add(service -> loadFrom(layer, service));
            }
        }
        addLoader(places, Thread.currentThread().getContextClassLoader());
        if (!places.isEmpty()) {
            Services.ALL.forEach(service -> search(places, service));
        }
    }

    private void addLoader(List<Place> places, @Nullable ClassLoader loader) {
        ClassLoader known = loader != null ? loader : ClassLoader.getSystemClassLoader();
        if (seen.add(known) && sharesApi(known)) {
            places.add(service -> loadFrom(known, service));
        }
    }

    /** A loader with another copy of the API has providers for that copy only. */
    private static boolean sharesApi(ClassLoader loader) {
        try {
            return Class.forName(EventLoops.class.getName(), false, loader) == EventLoops.class;
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }

    private <S extends Provider> void search(List<Place> places, Class<S> service) {
        int problems = 0;
        for (Place place : places) {
            Iterator<? extends ServiceLoader.Provider<?>> found =
                    place.load(service).stream().iterator();
            while (problems < MOST_PROBLEMS) {
                try {
                    if (!found.hasNext()) {
                        break;
                    }
                    take(service, found.next());
                } catch (ServiceConfigurationError | LinkageError e) {
                    problems++;
                    complain(service, e);
                }
            }
        }
    }

    private <S extends Provider> void take(Class<S> service, ServiceLoader.Provider<?> found) {
        if (!registry.has(service, found.type())) {
            registry.add(service, service.cast(found.get()), null);
        }
    }

    private void complain(Class<?> service, Error problem) {
        String text = "A " + service.getSimpleName() + " that is announced cannot be loaded: " + problem
                + (problem.getCause() == null ? "" : ", caused by " + problem.getCause());
        System.getLogger("dev.gyre.policy").log(System.Logger.Level.WARNING, text);
        if (service == LoopBackendProvider.class) {
            unloadable.add(text);
        }
    }

    /** {@return what is wrong with backends that are announced and cannot be loaded} */
    List<String> unloadable() {
        return unloadable;
    }

    private static <S> ServiceLoader<S> loadFrom(ClassLoader loader, Class<S> service) {
        return ServiceLoader.load(service, loader);
    }

    private static <S> ServiceLoader<S> loadFrom(ModuleLayer layer, Class<S> service) {
        return ServiceLoader.load(layer, service);
    }

    /** Somewhere to look. */
    @FunctionalInterface
    private interface Place {
        ServiceLoader<?> load(Class<?> service);
    }
}
