package dev.gyre.examples.plugin;

import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ShutdownReport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Serves from start to stop on the address of the property {@code gyre.echo.listen}, 127.0.0.1:7007 unless set, and publishes the server with
 * its address as a service. On stop the connections have {@code gyre.echo.drain} seconds, 10 unless set, to end. When the pieces of a loop
 * are not there yet, it waits for them.
 */
public final class EchoActivator implements BundleActivator {
    private static final String LISTEN = "gyre.echo.listen";
    private static final String DRAIN = "gyre.echo.drain";
    private static final String ADDRESS = "gyre.address";
    private static final long RETRY_MILLIS = 100;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable EchoService service;
    private @Nullable ServiceRegistration<Server> registration;

    /** For the framework. */
    public EchoActivator() {}

    @Override
    public void start(BundleContext context) throws Exception {
        String listen = context.getProperty(LISTEN);
        ListenAddress where = ListenAddress.parse(listen == null ? "127.0.0.1:7007" : listen);
        Exception missing = serve(context, where);
        if (missing != null) {
            say("waiting for the pieces of a loop: " + missing.getMessage());
            Thread.ofPlatform().name("echo-start").daemon().start(() -> keepTrying(context, where));
        }
    }

    /** {@return null when it serves, or what there is to wait for} */
    private synchronized @Nullable Exception serve(BundleContext context, ListenAddress where) throws Exception {
        if (stopped.getCount() == 0) {
            return null;
        }
        try {
            EchoService started = EchoService.start(where);
            service = started;
            registration = context.registerService(
                    Server.class,
                    started.server(),
                    FrameworkUtil.asDictionary(Map.of(ADDRESS, started.address().toString())));
            say("serving on " + started.address() + ", backend "
                    + started.server().getLoop().backend());
            return null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalStateException cause) {
                return cause;
            }
            throw e;
        } catch (IllegalStateException | MissingSubsystemException e) {
            return e;
        }
    }

    private void keepTrying(BundleContext context, ListenAddress where) {
        try {
            while (serve(context, where) != null) {
                if (stopped.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (Exception e) {
            say("cannot serve on " + where + ": " + e.getMessage());
        }
    }

    @Override
    public synchronized void stop(BundleContext context) throws Exception {
        stopped.countDown();
        if (registration != null) {
            registration.unregister();
        }
        if (service != null && !service.server().getLoop().isClosed()) {
            String seconds = context.getProperty(DRAIN);
            Duration drain = Duration.ofSeconds(seconds == null ? 10 : Long.parseLong(seconds));
            ShutdownReport report = service.stop(drain);
            say(report.drained() + " connections ended by themselves, " + report.aborted() + " were aborted, in "
                    + report.took().toMillis() + " ms");
        }
    }

    private static void say(String what) {
        System.out.println("echo: " + what);
    }
}
