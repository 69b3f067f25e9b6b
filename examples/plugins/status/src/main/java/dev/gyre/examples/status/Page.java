package dev.gyre.examples.status;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What runs, as a page. It needs no script, follows the reader's choice of light or dark, and fetches itself anew. */
final class Page {
    private static final int REFRESH_SECONDS = 5;
    private static final Set<ServerInfo.State> AS_WANTED =
            EnumSet.of(ServerInfo.State.LISTENING, ServerInfo.State.DISABLED);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8884; --soft: #8882; --good: #1a7f37; --bad: #c6282f; }
            @media (prefers-color-scheme: dark) { :root { --good: #57c46f; --bad: #ff7b72; } }
            body { font: 15px/1.45 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; margin: 0; }
            h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
            small, footer { opacity: .65; font-weight: normal; font-size: .9rem; }
            div { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
            th { font-size: .85rem; opacity: .65; font-weight: 600; }
            td { white-space: pre; }
            .good, .bad, .text { white-space: normal; }
            tr:hover td { background: var(--soft); }
            .n { font-variant-numeric: tabular-nums; }
            .good { color: var(--good); }
            .bad { color: var(--bad); font-weight: 600; }
            footer { margin: 2rem 0; }
            """;

    private Page() {}

    static String of(Snapshot snapshot) {
        Html html = open("Gyre", REFRESH_SECONDS);
        html.raw("<h1>Gyre</h1>\n<p><small>")
                .text(time(snapshot.at()) + " UTC, anew every " + REFRESH_SECONDS + " seconds")
                .raw("</small></p>\n");
        servers(html, snapshot);
        loops(html, snapshot);
        backends(html, snapshot);
        connections(html, snapshot);
        subsystems(html, snapshot);
        return close(html.raw(
                "<footer>For programs: <a href=\"/api\">/api</a>, <a href=\"/health\">/health</a></footer>\n"));
    }

    /** A page that says one thing, and looks again by itself when that may help. */
    static String problem(int status, String message) {
        boolean passing = status == 503;
        Html html = open("Gyre: " + status, passing ? REFRESH_SECONDS : 0);
        return close(html.element("h1", status).raw("\n").element("p", message).raw("\n"));
    }

    private static Html open(String title, int refresh) {
        Html html = new Html().raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        if (refresh > 0) {
            html.raw("<meta http-equiv=\"refresh\" content=\"" + refresh + "\">\n");
        }
        return html.element("title", title).raw("\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n");
    }

    private static String close(Html html) {
        return html.raw("</body>\n</html>\n").toString();
    }

    private static void servers(Html html, Snapshot snapshot) {
        html.table(
                "Servers",
                List.of(
                        "name",
                        "state",
                        "addresses",
                        "loops",
                        "open",
                        "accepted",
                        "received",
                        "sent",
                        "bundle",
                        "since"),
                snapshot.servers().stream().map(Page::server).toList());
    }

    private static List<Object> server(ServerInfo server) {
        String problem = server.problem();
        String state = Site.state(server.state());
        return List.of(
                server.name(),
                new Html.State(
                        problem == null ? state : state + ": " + problem,
                        AS_WANTED.contains(server.state()) && problem == null),
                String.join("\n", server.addresses()),
                String.join("\n", server.loops()),
                server.open(),
                server.accepted(),
                server.received(),
                server.sent(),
                server.bundle(),
                time(server.since()));
    }

    private static void loops(Html html, Snapshot snapshot) {
        html.table(
                "Loops",
                List.of("name", "state", "backend", "servers", "connections", "debug"),
                snapshot.loops().stream().map(Page::loop).toList());
    }

    private static List<Object> loop(LoopInfo loop) {
        boolean good = loop.state() == LoopInfo.State.RUNNING || loop.state() == LoopInfo.State.IDLE;
        return List.of(
                loop.name(),
                new Html.State(Site.state(loop.state()), good),
                loop.backend(),
                loop.servers(),
                loop.connections(),
                loop.debug() ? "on" : "off");
    }

    private static void backends(Html html, Snapshot snapshot) {
        html.table(
                "Backends, best first",
                List.of("name", "taken", "ranking", "reason"),
                snapshot.backends().rungs().stream()
                        .map(rung -> List.<Object>of(
                                rung.name(),
                                rung.chosen() ? new Html.State("yes", true) : "no",
                                rung.ranking(),
                                new Html.Text(rung.reason())))
                        .toList());
    }

    private static void connections(Html html, Snapshot snapshot) {
        html.table(
                "Connections",
                List.of("server", "peer", "local", "loop", "received", "sent", "queued", "since"),
                snapshot.connections().stream().map(Page::connection).toList());
    }

    private static List<Object> connection(ConnectionInfo connection) {
        return List.of(
                connection.server(),
                connection.peer(),
                connection.local(),
                connection.loop(),
                connection.received(),
                connection.sent(),
                connection.queued(),
                time(connection.since()));
    }

    private static void subsystems(Html html, Snapshot snapshot) {
        html.table(
                "Subsystems",
                List.of("service", "name", "available", "ranking", "bundle"),
                snapshot.subsystems().stream()
                        .map(each -> List.<Object>of(
                                each.service(),
                                each.name(),
                                each.available()
                                        ? new Html.State("yes", true)
                                        : new Html.State("no: " + each.reason(), false),
                                each.ranking(),
                                each.bundle()))
                        .toList());
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
