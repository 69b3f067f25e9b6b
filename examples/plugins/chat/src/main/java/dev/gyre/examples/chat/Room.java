package dev.gyre.examples.chat;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is here, and what is said. Loops meet here and nowhere else: each has a {@link Table} of its own, and what is said is handed to every table's
 * loop inside one lock, so that everyone hears the same in the same order. Nothing waits in it.
 */
final class Room {
    private final Map<String, String> nicks = new TreeMap<>();
    private final Map<EventLoop, Table> tables = new LinkedHashMap<>();
    private int guests;
    private boolean ended;

    /** Lets a member in, on the member's loop; null when the room has ended. */
    synchronized @Nullable Seat enter(Member member) {
        if (ended) {
            return null;
        }
        String nick;
        do {
            nick = "guest" + ++guests;
        } while (nicks.putIfAbsent(Nicks.key(nick), nick) != null);
        say(member, "* " + nick + " has joined.");
        return new Seat(tables.computeIfAbsent(EventLoops.getRunningLoop(), Table::new), nick);
    }

    /** Changes a nickname and tells the others; false when somebody else has it. */
    synchronized boolean rename(Member member, String before, String after) {
        String holder = nicks.get(Nicks.key(after));
        if (holder != null && !holder.equals(before)) {
            return false;
        }
        nicks.remove(Nicks.key(before));
        nicks.put(Nicks.key(after), after);
        say(member, "* " + before + " is now " + after + ".");
        return true;
    }

    /** Hands a line to everyone's loop but for one member. */
    synchronized void say(@Nullable Member except, String line) {
        byte[] bytes = Lines.encode(line);
        onEveryLoop(table -> table.deliver(bytes, except));
    }

    /** The last step of a member, on the member's loop. */
    synchronized void leave(Table table, String nick, String how) {
        nicks.remove(Nicks.key(nick));
        if (table.isEmpty()) {
            tables.remove(table.loop(), table);
        }
        if (!ended) {
            say(null, "* " + nick + " " + how);
        }
    }

    /** {@return the nicknames, sorted} */
    synchronized List<String> who() {
        return List.copyOf(nicks.values());
    }

    /** Sends everyone home, after what was said before, and lets nobody in any more. */
    synchronized void end() {
        ended = true;
        onEveryLoop(Table::end);
    }

    private void onEveryLoop(Consumer<Table> what) {
        tables.values().removeIf(table -> !table.call(what));
    }

    /**
     * What a member gets at the door.
     *
     * @param table the table of the member's loop
     * @param nick a nickname to begin with
     */
    record Seat(Table table, String nick) {}
}
