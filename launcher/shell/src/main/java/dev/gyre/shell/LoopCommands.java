package dev.gyre.shell;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import dev.gyre.container.SubsystemInfo;
import dev.gyre.container.TaskInfo;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.SwapReport;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;

/** The commands of the scope {@code loop}. */
final class LoopCommands {
    static final String SCOPE = "loop";
    static final String[] FUNCTIONS = {
        "list", "backends", "servers", "connections", "swap", "subsystems", "tasks", "tree", "coroutines"
    };

    private final Inventories inventories;

    LoopCommands(Inventories inventories) {
        this.inventories = inventories;
    }

    @Descriptor("lists the loops: backend, state, servers, connections")
    public void list(CommandSession session) throws Exception {
        Table table = new Table()
                .column("LOOP")
                .column("BACKEND")
                .column("STATE")
                .number("SERVERS")
                .number("CONNECTIONS")
                .column("DEBUG");
        for (LoopInfo loop : inventories.snapshot().loops()) {
            table.row(
                    loop.name(),
                    loop.backend(),
                    loop.state(),
                    loop.servers(),
                    loop.connections(),
                    loop.debug() ? "on" : "off");
        }
        Console.of(session).print(table);
    }

    @Descriptor("lists the backends, best first, and why each is or is not taken; * is taken")
    public void backends(CommandSession session) throws Exception {
        print(session, "BACKEND", inventories.snapshot().backends());
    }

    @Descriptor("lists the ways to run coroutines, best first, and why each is or is not taken; * is taken")
    public void coroutines(CommandSession session) throws Exception {
        print(session, "WAY", inventories.coroutines());
    }

    private static void print(CommandSession session, String kind, BackendLadder ladder) throws Exception {
        Table table = new Table().column("").column(kind).number("RANKING").column("REASON");
        for (BackendLadder.Rung rung : ladder.rungs()) {
            table.row(rung.chosen() ? "*" : "", rung.name(), rung.ranking(), rung.reason());
        }
        Console.of(session).print(table);
    }

    @Descriptor("lists the servers: where they listen, their state, connections and bytes")
    public void servers(CommandSession session) throws Exception {
        Snapshot snapshot = inventories.snapshot();
        PrintStream console = Console.of(session).stream();
        Servers.table(snapshot).lines().forEach(console::println);
        Servers.problems(snapshot).forEach(console::println);
    }

    @Descriptor("lists the connections of every server")
    public void connections(CommandSession session) throws Exception {
        Snapshot snapshot = inventories.snapshot();
        print(session, snapshot, snapshot.connections());
    }

    @Descriptor("lists the connections of one server")
    public void connections(CommandSession session, @Descriptor("the server's name") String server) throws Exception {
        Snapshot snapshot = inventories.snapshot();
        if (snapshot.servers().stream().noneMatch(each -> each.name().equals(server))) {
            throw new ShellException("there is no server \"" + server + "\"; there are: "
                    + names(snapshot.servers().stream().map(ServerInfo::name).toList()));
        }
        print(
                session,
                snapshot,
                snapshot.connections().stream()
                        .filter(each -> each.server().equals(server))
                        .toList());
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static void print(CommandSession session, Snapshot snapshot, List<ConnectionInfo> connections) {
        Table table = new Table()
                .column("SERVER")
                .column("PEER")
                .column("LOCAL")
                .column("LOOP")
                .number("AGE")
                .number("RECEIVED")
                .number("SENT")
                .number("QUEUED");
        for (ConnectionInfo connection : connections) {
            table.row(
                    connection.server(),
                    connection.peer().isEmpty() ? "-" : connection.peer(),
                    connection.local(),
                    connection.loop(),
                    Units.age(connection.since(), snapshot.at()),
                    Units.size(connection.received()),
                    Units.size(connection.sent()),
                    Units.size(connection.queued()));
        }
        Console.of(session).print(table);
    }

    @Descriptor("exchanges the backend under a running loop; nothing is lost, or nothing has changed")
    public void swap(
            CommandSession session,
            @Descriptor("the loop's name") String loop,
            @Descriptor("the name of an installed backend") String backend)
            throws Exception {
        SwapReport report = inventories.swap(loop, backend);
        PrintStream console = Console.of(session).stream();
        console.println(loop + ": " + report.from() + " -> " + report.to() + ", "
                + Units.count(report.moved(), "handle") + " moved, paused for " + Units.pause(report.pause()));
        report.failed().forEach(failed -> console.println("  failed: " + failed));
    }

    @Descriptor("lists the tasks: what each waits for, for how long, and where it stands")
    public void tasks(CommandSession session) throws Exception {
        Table table = new Table()
                .column("LOOP")
                .column("TASK")
                .column("STATE")
                .number("FOR")
                .column("WAITS FOR")
                .column("AT");
        for (TaskInfo task : inventories.tasks()) {
            if (!task.again()) {
                table.row(task.loop(), task.name(), task.state(), waited(task), dash(task.waitsFor()), dash(task.at()));
            }
        }
        Console.of(session).print(table);
    }

    @Descriptor("shows which tasks wait for which others")
    public void tree(CommandSession session) throws Exception {
        PrintStream console = Console.of(session).stream();
        String loop = "";
        for (TaskInfo task : inventories.tasks()) {
            if (!task.loop().equals(loop)) {
                loop = task.loop();
                console.println(loop);
            }
            console.println("  ".repeat(task.depth() + 1) + task.name() + " " + task.state()
                    + (task.waited() == null ? "" : " " + waited(task))
                    + (task.again() ? " (see above)" : task.at().isEmpty() ? "" : " at " + task.at()));
        }
    }

    private static String waited(TaskInfo task) {
        return task.waited() == null ? "-" : Units.lasting(task.waited());
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    @Descriptor("lists the providers that loops ask for what they cannot do themselves")
    public void subsystems(CommandSession session) throws Exception {
        Table table = new Table()
                .column("SERVICE")
                .column("PROVIDER")
                .number("RANKING")
                .column("AVAILABLE")
                .column("BUNDLE")
                .column("REASON");
        for (SubsystemInfo each : inventories.snapshot().subsystems()) {
            table.row(
                    each.service(),
                    each.name(),
                    each.ranking(),
                    each.available() ? "yes" : "no",
                    each.bundle(),
                    each.reason());
        }
        Console.of(session).print(table);
    }
}
