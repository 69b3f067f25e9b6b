package dev.gyre.examples.plugin;

/**
 * Where to listen, as {@code host:port} or {@code [address]:port}.
 *
 * @param host the host
 * @param port the port
 */
record ListenAddress(String host, int port) {
    private static final int HIGHEST_PORT = 65535;

    static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).strip();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw wrong(text);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1).strip());
            if (!host.isEmpty() && port >= 0 && port <= HIGHEST_PORT) {
                return new ListenAddress(host, port);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no address to listen on; write it like 127.0.0.1:7007, localhost:7007 or"
                        + " [::1]:7007, with a port from 0 (any) to " + HIGHEST_PORT);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
