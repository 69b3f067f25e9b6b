package dev.gyre.launcher;

import dev.gyre.container.Inventory;
import dev.gyre.loop.EventLoops;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.log.LogService;

/** What the framework and File Install are told. */
final class FrameworkSettings {
    private static final String POLL_MILLIS = "200";
    private static final String FILES = "[^.].*\\.(jar|cfg|config)";

    private FrameworkSettings() {}

    /** Lent by the launcher, so that it means the same classes as the bundles. */
    private static String lent() throws StartException {
        return String.join(
                ",",
                Distribution.header(EventLoops.class, Constants.EXPORT_PACKAGE),
                Distribution.header(Inventory.class, Constants.EXPORT_PACKAGE),
                Distribution.header(LogService.class, Constants.EXPORT_PACKAGE));
    }

    static Map<String, Object> of(Base base, Stage stage) throws StartException {
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                Constants.FRAMEWORK_STORAGE, base.cache().resolve("bundles").toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, lent());
        settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(StartLevels.PLUGINS));
        settings.put("felix.log.logger", new FrameworkLog());
        settings.put("felix.log.level", "2");
        settings.put("gyre.run", base.run().toString());
        settings.put("felix.fileinstall.dir", stage.folder().toString());
        settings.put("felix.fileinstall.filter", FILES);
        settings.put("felix.fileinstall.poll", POLL_MILLIS);
        settings.put("felix.fileinstall.noInitialDelay", "true");
        settings.put("felix.fileinstall.disableNio2", "true");
        settings.put(
                "felix.fileinstall.tmpdir", base.cache().resolve("fileinstall").toString());
        settings.put("felix.fileinstall.start.level", Integer.toString(StartLevels.PLUGINS));
        settings.put("felix.fileinstall.active.level", Integer.toString(StartLevels.ALL_RUNNING));
        settings.put("felix.fileinstall.log.level", "2");
        settings.put("felix.fileinstall.enableConfigSave", "false");
        return settings;
    }
}
