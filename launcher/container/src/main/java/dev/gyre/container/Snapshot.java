package dev.gyre.container;

import dev.gyre.loop.BackendLadder;
import java.time.Instant;
import java.util.List;

/**
 * What ran in a container at one time.
 *
 * @param at when
 * @param backends the backends that a new loop would consider, and why each would or would not be taken
 * @param loops the open loops, the container's own first
 * @param servers what is served, by name
 * @param connections the open connections of the servers
 * @param subsystems the providers of every subsystem, the best of each first
 */
public record Snapshot(
        Instant at,
        BackendLadder backends,
        List<LoopInfo> loops,
        List<ServerInfo> servers,
        List<ConnectionInfo> connections,
        List<SubsystemInfo> subsystems) {
    /** Copies the lists. */
    public Snapshot {
        loops = List.copyOf(loops);
        servers = List.copyOf(servers);
        connections = List.copyOf(connections);
        subsystems = List.copyOf(subsystems);
    }
}
