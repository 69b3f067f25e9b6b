package dev.gyre.shell;

import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.util.List;

/** Servers in a table, which the scopes {@code loop} and {@code gyre} both show. */
final class Servers {
    private Servers() {}

    static Table table(Snapshot snapshot) {
        Table table = new Table()
                .column("SERVER")
                .column("STATE")
                .column("ADDRESSES")
                .column("LOOPS")
                .number("OPEN")
                .number("ACCEPTED")
                .number("RECEIVED")
                .number("SENT")
                .number("AGE")
                .column("BUNDLE");
        for (ServerInfo server : snapshot.servers()) {
            table.row(
                    server.name(),
                    server.state(),
                    list(server.addresses()),
                    list(server.loops()),
                    server.open(),
                    server.accepted(),
                    Units.size(server.received()),
                    Units.size(server.sent()),
                    Units.age(server.since(), snapshot.at()),
                    server.bundle());
        }
        return table;
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "-" : String.join(",", names);
    }

    /** {@return a line for each server that has a problem} */
    static List<String> problems(Snapshot snapshot) {
        return snapshot.servers().stream()
                .filter(server -> server.problem() != null)
                .map(server -> server.name() + ": " + server.problem())
                .toList();
    }
}
