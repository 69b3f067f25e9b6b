package dev.gyre.container.servers;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where to listen: {@code tcp://host:port}, {@code host:port}, {@code unix:/path}. Its text can be parsed again. */
sealed interface ListenAddress {
    /** A host and a port. */
    record Tcp(@Nullable String host, int port) implements ListenAddress {
        Tcp at(int picked) {
            return new Tcp(host, picked);
        }

        String hostAndPort() {
            String name = host == null ? "*" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return name + ":" + port;
        }

        @Override
        public boolean isPicked() {
            return port == 0;
        }

        @Override
        public String toString() {
            return TCP + hostAndPort();
        }
    }

    /** A socket's file. */
    record Unix(Path path) implements ListenAddress {
        @Override
        public boolean isPicked() {
            return false;
        }

        @Override
        public String toString() {
            return UNIX + path;
        }
    }

    String TCP = "tcp://";
    String UNIX = "unix:";
    int HIGHEST_PORT = 65535;

    /** {@return whether the system picks the address, so that two that look alike are not the same} */
    boolean isPicked();

    static ListenAddress parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith(UNIX)) {
            return unix(text, trimmed.substring(UNIX.length()));
        }
        if (trimmed.startsWith(TCP)) {
            return tcp(text, trimmed.substring(TCP.length()));
        }
        int scheme = trimmed.indexOf("://");
        if (scheme >= 0) {
            throw new IllegalArgumentException("Nothing serves addresses of the kind \"" + trimmed.substring(0, scheme)
                    + "\", asked for by \"" + text + "\"; there are tcp://host:port and unix:/path");
        }
        return tcp(text, trimmed);
    }

    private static ListenAddress unix(String text, String path) {
        try {
            Path file = Path.of(path.startsWith("//") ? path.substring(2) : path);
            if (!path.isEmpty() && file.getFileName() != null) {
                return new Unix(file.toAbsolutePath().normalize());
            }
        } catch (InvalidPathException _) {
            // said below
        }
        throw wrong(text);
    }

    private static ListenAddress tcp(String text, String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = colon < 0 ? "" : hostAndPort.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw wrong(text);
        }
        try {
            int port = Integer.parseInt(hostAndPort.substring(colon + 1));
            if (!host.isEmpty() && port >= 0 && port <= HIGHEST_PORT) {
                return new Tcp(host.equals("*") ? null : host, port);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no address to listen on; write it like tcp://127.0.0.1:7007, tcp://[::1]:7007,"
                        + " tcp://*:7007 or unix:/run/echo.sock, with a port from 0 (any) to " + HIGHEST_PORT);
    }
}
