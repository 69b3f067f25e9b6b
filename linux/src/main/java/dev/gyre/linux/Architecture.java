package dev.gyre.linux;

/** The processor, as far as layouts depend on it. */
enum Architecture {
    X86_64,
    AARCH64,
    OTHER;

    static final Architecture PRESENT = of(System.getProperty("os.arch", ""));

    static Architecture of(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default -> OTHER;
        };
    }
}
