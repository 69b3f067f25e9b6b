package dev.gyre.shell.control;

import java.util.List;

/** Knows what may stand where in a command line, for completion. */
@FunctionalInterface
public interface ArgumentNames {
    /**
     * Names what may come next.
     *
     * @param command a command's name, with its scope
     * @param before the arguments before this one
     * @return the names; empty when there is nothing to say
     */
    List<String> candidates(String command, List<String> before);
}
