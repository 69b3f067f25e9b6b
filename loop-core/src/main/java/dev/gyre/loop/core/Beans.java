package dev.gyre.loop.core;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Where JMX shows loops: {@code dev.gyre:type=EventLoop,name="…"}, with a number when the name is taken. Where the JDK has no JMX, loops do
 * without. Starting JMX takes a fifth of a second: where nobody has, that waits until the program has started.
 */
final class Beans {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");
    private static final int MOST_OF_ONE_NAME = 10_000;
    private static final long PATIENCE_SECONDS = 1;

    private Beans() {}

    /** {@return what takes it back} */
    static Runnable show(EngineLoop loop) {
        Showing showing = new Showing(loop);
        if (MBeanServerFactory.findMBeanServer(null).isEmpty()) {
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .execute(showing::begin);
        } else {
            showing.begin();
        }
        return Leaks.CLEANER.register(loop, showing::end)::clean;
    }

    /** The bean of one loop, which it does not keep. */
    private static final class Showing {
        private final WeakReference<EngineLoop> loop;
        private @Nullable ObjectName name;
        private boolean over;

        private Showing(EngineLoop loop) {
            this.loop = new WeakReference<>(loop);
        }

        private synchronized void begin() {
            EngineLoop present = loop.get();
            if (present == null || over) {
                return;
            }
            try {
                name = register(ManagementFactory.getPlatformMBeanServer(), present);
            } catch (JMException | RuntimeException | LinkageError e) {
                LOG.log(Level.DEBUG, "JMX does not show the loop " + present.name(), e);
            }
        }

        private synchronized void end() {
            over = true;
            if (name != null) {
                hide(ManagementFactory.getPlatformMBeanServer(), name);
            }
        }
    }

    private static ObjectName register(MBeanServer server, EngineLoop loop) throws JMException {
        String name = "dev.gyre:type=EventLoop,name=" + ObjectName.quote(loop.name());
        LoopBean bean = new LoopBean(loop);
        for (int number = 1; number < MOST_OF_ONE_NAME; number++) {
            try {
                return server.registerMBean(bean, new ObjectName(number == 1 ? name : name + ",number=" + number))
                        .getObjectName();
            } catch (InstanceAlreadyExistsException e) {
                LOG.log(Level.TRACE, "The name is taken", e);
            }
        }
        throw new InstanceAlreadyExistsException(name);
    }

    private static void hide(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "JMX has forgotten " + name + " before", e);
        }
    }
}
