package dev.gyre.policy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Loads what a leaving bundle has not loaded yet, its own classes and all they name. What a provider made lives on when the provider has left,
 * but when its bundle is updated or uninstalled and exports nothing, the frameworks cut the old class loader off at once, and a
 * server could no longer be shut down for want of a class that was never needed before.
 */
final class LastClasses {
    private static final Pattern NAME_IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+);");

    private LastClasses() {}

    static void load(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        if (loader == null) {
            return;
        }
        Set<String> names = new HashSet<>();
        int local = BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL;
        for (String file : wiring.listResources("/", "*.class", local)) {
            try (InputStream bytes = loader.getResourceAsStream(file)) {
                if (bytes != null) {
                    collect(bytes.readAllBytes(), names);
                }
            } catch (IOException | IllegalArgumentException e) {
                log(bundle, file, e);
            }
        }
        names.forEach(name -> resolve(bundle, loader, name));
    }

    private static void collect(byte[] bytes, Set<String> names) {
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof ClassEntry named && !named.name().stringValue().startsWith("[")) {
                names.add(named.asInternalName().replace('/', '.'));
            } else if (entry instanceof Utf8Entry text) {
                Matcher descriptor = NAME_IN_DESCRIPTOR.matcher(text.stringValue());
                while (descriptor.find()) {
                    names.add(descriptor.group(1).replace('/', '.'));
                }
            }
        }
    }

    /** Unlike {@code loadClass}, this has the JVM remember that the loader knows the name, also when another loader defined it. */
    private static void resolve(Bundle bundle, ClassLoader loader, String name) {
        if (name.startsWith("java.")) {
            return;
        }
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            log(bundle, name, e);
        }
    }

    private static void log(Bundle bundle, String what, Throwable failure) {
        System.getLogger("dev.gyre.policy")
                .log(
                        Level.DEBUG,
                        () -> bundle + " leaves without " + what + ", which may never have been needed: " + failure);
    }
}
