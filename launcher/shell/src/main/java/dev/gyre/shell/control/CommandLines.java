package dev.gyre.shell.control;

import java.util.Set;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.SyntaxError;

/** What can be told of a command line before it is run. */
final class CommandLines {
    private static final Set<String> EXITS = Set.of("exit", "quit", "logout");

    private CommandLines() {}

    /** {@return whether there is nothing to run: spaces or a comment} */
    static boolean isBlank(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }

    /** {@return whether it leaves the shell} */
    static boolean isExit(String line) {
        return EXITS.contains(line.strip());
    }

    /** {@return whether every brace and quote is closed; what is wrong in another way is complete too} */
    static boolean isComplete(CharSequence line) {
        try {
            new Parser(line).program();
            return true;
        } catch (EOFError _) {
            return false;
        } catch (SyntaxError _) {
            return true;
        }
    }

    /** {@return the part of a line that the cursor is in: what is after the last pipe, semicolon, brace or parenthesis outside quotes} */
    static int startOfCommand(CharSequence line, int cursor) {
        int start = 0;
        char quote = 0;
        for (int i = 0; i < cursor; i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if ("|;&{}()".indexOf(c) >= 0) {
                start = i + 1;
            }
        }
        return start;
    }
}
