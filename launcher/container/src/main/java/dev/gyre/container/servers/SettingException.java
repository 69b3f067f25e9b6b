package dev.gyre.container.servers;

/** A setting cannot be used; the message says which, what it is and what it may be. */
final class SettingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;

    SettingException(String key, String message) {
        super(message);
        this.key = key;
    }

    String key() {
        return key;
    }
}
