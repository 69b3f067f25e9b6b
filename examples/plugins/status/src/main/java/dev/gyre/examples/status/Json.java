package dev.gyre.examples.status;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.gyre.container.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs, as JSON. The names here are what programs rely on; they are not derived from anything that could be renamed elsewhere. */
final class Json {
    static final List<String> PARTS = List.of("loops", "backends", "servers", "connections", "subsystems");

    private static final JSON WRITER =
            JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private Json() {}

    static byte[] write(Map<String, ?> value) {
        try {
            return WRITER.asBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> everything(Snapshot snapshot) {
        Map<String, Object> all = object("at", snapshot.at().toString());
        PARTS.forEach(part -> all.put(part, list(snapshot, part)));
        return all;
    }

    static Map<String, Object> part(Snapshot snapshot, String part) {
        return object("at", snapshot.at().toString(), part, list(snapshot, part));
    }

    private static List<Map<String, Object>> list(Snapshot snapshot, String part) {
        return switch (part) {
            case "loops" -> loops(snapshot);
            case "backends" -> backends(snapshot);
            case "servers" -> servers(snapshot);
            case "connections" -> connections(snapshot);
            case "subsystems" -> subsystems(snapshot);
            default -> throw new IllegalArgumentException("There is no part " + part + ", only " + PARTS);
        };
    }

    private static List<Map<String, Object>> loops(Snapshot snapshot) {
        return snapshot.loops().stream()
                .map(loop -> object(
                        "name", loop.name(),
                        "backend", loop.backend(),
                        "state", Site.state(loop.state()),
                        "debug", loop.debug(),
                        "servers", loop.servers(),
                        "connections", loop.connections()))
                .toList();
    }

    private static List<Map<String, Object>> backends(Snapshot snapshot) {
        return snapshot.backends().rungs().stream()
                .map(rung -> object(
                        "name", rung.name(),
                        "ranking", rung.ranking(),
                        "chosen", rung.chosen(),
                        "reason", rung.reason()))
                .toList();
    }

    private static List<Map<String, Object>> servers(Snapshot snapshot) {
        return snapshot.servers().stream()
                .map(server -> object(
                        "name", server.name(),
                        "bundle", server.bundle(),
                        "state", Site.state(server.state()),
                        "problem", server.problem(),
                        "addresses", server.addresses(),
                        "loops", server.loops(),
                        "since", server.since().toString(),
                        "open", server.open(),
                        "accepted", server.accepted(),
                        "received", server.received(),
                        "sent", server.sent()))
                .toList();
    }

    private static List<Map<String, Object>> connections(Snapshot snapshot) {
        return snapshot.connections().stream()
                .map(connection -> object(
                        "server", connection.server(),
                        "loop", connection.loop(),
                        "local", connection.local(),
                        "peer", connection.peer(),
                        "since", connection.since().toString(),
                        "received", connection.received(),
                        "sent", connection.sent(),
                        "queued", connection.queued()))
                .toList();
    }

    private static List<Map<String, Object>> subsystems(Snapshot snapshot) {
        return snapshot.subsystems().stream()
                .map(subsystem -> object(
                        "service", subsystem.service(),
                        "name", subsystem.name(),
                        "ranking", subsystem.ranking(),
                        "available", subsystem.available(),
                        "reason", subsystem.reason(),
                        "bundle", subsystem.bundle()))
                .toList();
    }

    /** Names and values in turn. */
    private static Map<String, Object> object(@Nullable Object... fields) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            object.put(String.valueOf(fields[i]), fields[i + 1]);
        }
        return object;
    }
}
