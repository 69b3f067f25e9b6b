package dev.gyre.examples.chat;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection of the chat: reads its lines, and writes what it hears. Lives on its connection's loop. */
final class Member implements Protocol<Transport>, Lines.Taker {
    /** Bytes that may wait for a member who does not read, beyond what the system buffers; the next line costs the connection. */
    static final long PATIENCE = 1024 * 1024;

    private static final String GOODBYE = "* The chat ends here. Goodbye.";
    private static final String HELP =
            "* /nick NAME changes your name, /who lists who is here, /quit leaves. All else is said to everyone.";

    private final Room room;
    private final Lines lines = new Lines();
    private @Nullable Transport transport;
    private @Nullable Table table;
    private String nick = "";
    private String how = "has left.";

    Member(Room room) {
        this.room = room;
    }

    private Transport transport() {
        Transport made = transport;
        if (made == null) {
            throw new IllegalStateException("not connected");
        }
        return made;
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        Room.Seat seat = room.enter(this);
        if (seat == null) {
            sendHome();
            return;
        }
        nick = seat.nick();
        table = seat.table();
        seat.table().add(this);
        answer("* Welcome. You are " + nick + ".");
        answer(HELP);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        lines.feed(data, this);
    }

    /** What was not ended by a line's end is a line too. */
    @Override
    public boolean eofReceived() {
        lines.end(this);
        return false;
    }

    @Override
    public void line(String text) {
        if (transport().isClosing() || text.isEmpty()) {
            return;
        }
        if (!text.startsWith("/")) {
            room.say(this, nick + ": " + text);
            return;
        }
        String[] words = text.split("\\s+", 2);
        switch (words[0]) {
            case "/nick" -> rename(words.length == 1 ? "" : Nicks.normal(words[1]));
            case "/who" -> {
                List<String> here = room.who();
                answer("* " + here.size() + " here: " + String.join(", ", here));
            }
            case "/quit" -> {
                answer("* Goodbye.");
                transport().close();
            }
            case "/help" -> answer(HELP);
            default -> answer("* There is no " + words[0] + ". " + HELP.substring(2));
        }
    }

    @Override
    public void tooLong() {
        if (!transport().isClosing()) {
            answer("* That line has more than " + Lines.LIMIT + " bytes. Nobody was told; say it in shorter ones.");
        }
    }

    private void rename(String wanted) {
        if (!Nicks.isNick(wanted)) {
            answer("* A name is " + Nicks.RULE + ". You are still " + nick + ".");
        } else if (!room.rename(this, nick, wanted)) {
            answer("* Somebody is called " + wanted + " already. You are still " + nick + ".");
        } else {
            nick = wanted;
            answer("* You are now " + nick + ".");
        }
    }

    private void answer(String line) {
        hear(Lines.encode(line));
    }

    /** Writes a line; a member who has let too much pile up goes, so that nobody else has to wait. */
    void hear(byte[] line) {
        if (transport().isClosing()) {
            return;
        }
        if (transport().getWriteBufferSize() + line.length > PATIENCE) {
            how = "was too slow and is gone.";
            transport().abort();
        } else {
            transport().write(line);
        }
    }

    void sendHome() {
        answer(GOODBYE);
        transport().close();
    }

    /** Who does not take the answers is not asked for more. */
    @Override
    public void pauseWriting() {
        transport().pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport().resumeReading();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        if (table != null) {
            table.remove(this);
            room.leave(table, nick, how);
        }
    }
}
