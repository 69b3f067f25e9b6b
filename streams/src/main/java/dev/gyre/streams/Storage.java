package dev.gyre.streams;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a queue keeps its items in, which gives them their order. */
record Storage<T>(Collection<T> items, Consumer<T> adding, Supplier<T> taking) {
    static <T> Storage<T> fifo() {
        ArrayDeque<T> items = new ArrayDeque<>();
        return new Storage<>(items, items::addLast, items::removeFirst);
    }

    static <T> Storage<T> lifo() {
        ArrayDeque<T> items = new ArrayDeque<>();
        return new Storage<>(items, items::addLast, items::removeLast);
    }

    static <T> Storage<T> sorted(Comparator<? super T> order) {
        java.util.PriorityQueue<T> items = new java.util.PriorityQueue<>(order);
        return new Storage<>(items, items::add, items::remove);
    }
}
