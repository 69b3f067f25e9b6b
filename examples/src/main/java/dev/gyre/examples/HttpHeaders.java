package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.streams.StreamConnection;
import dev.gyre.streams.StreamReader;
import dev.gyre.streams.Streams;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * Asks a server for a page's headers. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-stream.html#get-http-headers">Get HTTP headers</a>.
 */
public final class HttpHeaders {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private HttpHeaders() {}

    /**
     * Prints them.
     *
     * @param args the URL
     * @throws Exception when the server cannot be asked
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            throw new IllegalArgumentException("No URL is given; say which page's headers to print");
        }
        URI url = URI.create(args[0]);
        EventLoops.run(() -> printHeaders(url));
    }

    private static void printHeaders(URI url) throws Exception {
        try (StreamConnection connection = Streams.openConnection(server(url), StreamReader.DEFAULT_LIMIT)) {
            String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            connection
                    .writer()
                    .write(
                            "HEAD " + path + " HTTP/1.0\r\nHost: " + url.getHost() + "\r\n\r\n",
                            StandardCharsets.ISO_8859_1);

            StreamReader reader = connection.reader();
            String line = reader.readLine(StandardCharsets.ISO_8859_1);
            while (!line.isBlank()) {
                System.out.println("HTTP header> " + line.strip());
                line = reader.readLine(StandardCharsets.ISO_8859_1);
            }
            // What follows the headers is not wanted: the connection is closed.
        }
    }

    private static ConnectOptions server(URI url) throws NoSuchAlgorithmException {
        boolean secure = "https".equals(url.getScheme());
        int usual = secure ? HTTPS : HTTP;
        ConnectOptions.Builder options =
                ConnectOptions.builder().host(url.getHost()).port(url.getPort() < 0 ? usual : url.getPort());
        return (secure ? options.tls(TlsOptions.client(SSLContext.getDefault())) : options).build();
    }
}
