package dev.gyre.benchmarks;

/**
 * What a server has used since it began.
 *
 * @param cpuNanos processor time of the process
 * @param allocatedBytes what its loop's thread has allocated; negative when it does not count
 */
record ServerStat(long cpuNanos, long allocatedBytes) {
    private static final String WORD = "stat ";

    /**
     * {@return what a server's line says}
     *
     * @param line the line
     */
    static ServerStat parse(String line) {
        String[] words = line.split(" ");
        if (!line.startsWith(WORD) || words.length != 3) {
            throw new IllegalArgumentException("A server answered \"" + line + "\" when it was asked for its figures");
        }
        return new ServerStat(Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
}
