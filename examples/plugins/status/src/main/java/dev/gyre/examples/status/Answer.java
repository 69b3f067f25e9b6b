package dev.gyre.examples.status;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request gets.
 *
 * @param status the status code
 * @param type the body's type
 * @param body the body
 * @param fields header fields besides those that every answer has
 */
record Answer(int status, String type, byte[] body, Map<String, String> fields) {
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";

    static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, body, Map.of());
    }

    static Answer html(int status, String page) {
        return new Answer(
                status,
                HTML,
                page.getBytes(StandardCharsets.UTF_8),
                Map.of("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"));
    }

    Answer with(String name, String value) {
        return new Answer(status, type, body, Map.of(name, value));
    }
}
