package dev.gyre.loop.core.coroutines;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Virtual threads with a scheduler of one's own, which the JDK has and does not offer. */
final class VirtualThreads {
    private static final int NO_INHERITED_THREAD_LOCALS = 1 << 2;
    /** What schedules virtual threads that were not made here. */
    static final Executor ORDINARY;

    private static final @Nullable MethodHandle FACTORY;
    private static final @Nullable String MISSING;

    static {
        MethodHandle factory = null;
        Executor ordinary = Runnable::run;
        String missing = null;
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            factory = MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                    .findStatic(
                            builders,
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class, Executor.class, String.class, int.class, Runnable.class));
            create(factory, Runnable::run, "probe", () -> {}).start();
            ordinary = OrdinaryThreads.scheduler();
        } catch (IllegalAccessException e) {
            Module here = VirtualThreads.class.getModule();
            missing = "needs the flag --add-opens java.base/java.lang="
                    + (here.isNamed() ? here.getName() : "ALL-UNNAMED");
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            missing = "this JDK has no virtual threads with a scheduler of one's own: " + e;
        }
        ORDINARY = ordinary;
        FACTORY = missing == null ? factory : null;
        MISSING = missing;
    }

    private VirtualThreads() {}

    /** {@return why there are none; null when there are} */
    static @Nullable String missing() {
        return MISSING;
    }

    static Thread create(Executor scheduler, String name, Runnable body) {
        if (FACTORY == null) {
            throw new UnsupportedOperationException(MISSING);
        }
        return create(FACTORY, scheduler, name, body);
    }

    private static Thread create(MethodHandle factory, Executor scheduler, String name, Runnable body) {
        try {
            return (Thread) factory.invokeExact(scheduler, name, NO_INHERITED_THREAD_LOCALS, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
