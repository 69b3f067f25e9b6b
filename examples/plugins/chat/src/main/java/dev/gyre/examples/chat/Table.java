package dev.gyre.examples.chat;

import dev.gyre.loop.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The members whose connections are on one loop. Everything here runs on that loop, but for {@link #call}. */
final class Table {
    private final EventLoop loop;
    private final Set<Member> members = new LinkedHashSet<>();

    Table(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    /** From any thread: has something done on the loop, in the order of the calls; false when the loop has ended. */
    boolean call(Consumer<Table> what) {
        try {
            loop.callSoonThreadsafe(() -> what.accept(this));
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    void add(Member member) {
        members.add(member);
    }

    void remove(Member member) {
        members.remove(member);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    void deliver(byte[] line, @Nullable Member except) {
        for (Member member : List.copyOf(members)) {
            if (member != except) {
                member.hear(line);
            }
        }
    }

    void end() {
        List.copyOf(members).forEach(Member::sendHome);
    }
}
