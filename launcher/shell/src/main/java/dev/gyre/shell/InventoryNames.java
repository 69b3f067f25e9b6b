package dev.gyre.shell;

import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import dev.gyre.loop.BackendLadder;
import dev.gyre.shell.control.ArgumentNames;
import java.time.Instant;
import java.util.List;

/** Completes names of loops, backends and servers. */
final class InventoryNames implements ArgumentNames {
    private final Inventories inventories;

    InventoryNames(Inventories inventories) {
        this.inventories = inventories;
    }

    @Override
    public List<String> candidates(String command, List<String> before) {
        return switch (command) {
            case "loop:connections" -> before.isEmpty() ? servers() : List.of();
            case "loop:swap" ->
                switch (before.size()) {
                    case 0 -> loops();
                    case 1 -> backends();
                    default -> List.of();
                };
            default -> List.of();
        };
    }

    private List<String> servers() {
        return look().servers().stream().map(ServerInfo::name).toList();
    }

    private List<String> loops() {
        return look().loops().stream().map(LoopInfo::name).toList();
    }

    private List<String> backends() {
        return look().backends().rungs().stream().map(BackendLadder.Rung::name).toList();
    }

    /** What there is; nothing when it cannot be told, since a completion has no place to complain. */
    private Snapshot look() {
        try {
            return inventories.snapshot();
        } catch (ShellException _) {
            return nothing();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return nothing();
        }
    }

    private static Snapshot nothing() {
        return new Snapshot(Instant.EPOCH, new BackendLadder(List.of()), List.of(), List.of(), List.of(), List.of());
    }
}
