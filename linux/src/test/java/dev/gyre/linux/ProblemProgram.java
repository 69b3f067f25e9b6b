package dev.gyre.linux;

/** Says whether Linux can be called, in a JVM of its own. */
final class ProblemProgram {
    private ProblemProgram() {}

    public static void main(String[] arguments) {
        System.out.println(Linux.problem());
    }
}
