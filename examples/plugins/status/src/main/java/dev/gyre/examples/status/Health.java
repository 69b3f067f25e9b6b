package dev.gyre.examples.status;

import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether everything does what it is there for, for those who watch. */
final class Health {
    private Health() {}

    static Answer of(Snapshot snapshot) {
        List<String> problems = problems(snapshot);
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", problems.isEmpty() ? "up" : "down");
        health.put("problems", problems);
        return Answer.json(problems.isEmpty() ? 200 : 503, Json.write(health));
    }

    private static List<String> problems(Snapshot snapshot) {
        List<String> problems = new ArrayList<>();
        for (LoopInfo loop : snapshot.loops()) {
            if (loop.state() == LoopInfo.State.PARKED || loop.state() == LoopInfo.State.BUSY) {
                problems.add("loop " + loop.name() + " is " + Site.state(loop.state()));
            }
        }
        for (ServerInfo server : snapshot.servers()) {
            if (server.state() == ServerInfo.State.FAILED || server.problem() != null) {
                problems.add("server " + server.name() + " is " + Site.state(server.state())
                        + (server.problem() == null ? "" : ": " + server.problem()));
            }
        }
        return problems;
    }
}
