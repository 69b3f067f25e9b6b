package dev.gyre.launcher;

import picocli.CommandLine.IVersionProvider;

/** What is running, as the jar's manifest has it. */
final class Version implements IVersionProvider {
    static String ofGyre() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(unpacked)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Gyre " + ofGyre() + " on Java " + Runtime.version()};
    }
}
