package dev.gyre.loop.core;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Where JMX shows loops: {@code dev.gyre:type=EventLoop,name="…"}, with a number when the name is taken. Where the JDK has no JMX, loops do without. */
final class Beans {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");
    private static final int MOST_OF_ONE_NAME = 10_000;

    private Beans() {}

    /** {@return what takes it back; null when it is not shown} */
    static @Nullable Runnable show(EngineLoop loop) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = register(server, loop);
            return Leaks.CLEANER.register(loop, () -> hide(server, name))::clean;
        } catch (JMException | RuntimeException | LinkageError e) {
            LOG.log(Level.DEBUG, "JMX does not show the loop " + loop.name(), e);
            return null;
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
