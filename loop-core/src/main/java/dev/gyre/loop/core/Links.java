package dev.gyre.loop.core;

import dev.gyre.loop.LoopFuture;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Which futures wait for which others, as far as somebody has said so. It keeps neither alive. */
final class Links {
    private final Map<LoopFuture<?>, Set<LoopFuture<?>>> parts = new WeakHashMap<>();

    synchronized void add(LoopFuture<?> whole, LoopFuture<?> part) {
        parts.computeIfAbsent(whole, made -> Collections.newSetFromMap(new WeakHashMap<>()))
                .add(part);
    }

    synchronized Set<LoopFuture<?>> of(LoopFuture<?> whole) {
        Set<LoopFuture<?>> present = new LinkedHashSet<>();
        for (LoopFuture<?> part : parts.getOrDefault(whole, Set.of())) {
            if (!part.isDone()) {
                present.add(part);
            }
        }
        return present;
    }
}
