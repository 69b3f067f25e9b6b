package dev.gyre.shell.control;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/** Tells the line reader when a line goes on, and which words there are to complete. */
final class CommandLineParser extends DefaultParser {
    CommandLineParser() {
        setEofOnUnclosedQuote(false);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.COMPLETE) {
            int start = CommandLines.startOfCommand(line, cursor);
            return super.parse(line.substring(start), cursor - start, context);
        }
        if (context == ParseContext.ACCEPT_LINE && !CommandLines.isComplete(line)) {
            throw new EOFError(-1, -1, "something is open", "...");
        }
        return super.parse(line, cursor, context);
    }
}
