package dev.gyre.loop.sim;

/**
 * What happens to datagrams on their way when it is asked for, each in percent of those sent.
 *
 * @param loss how many are lost
 * @param duplication how many come twice
 * @param reordering how many are overtaken by those that were sent after them and are under way too
 */
record SimHazards(int loss, int duplication, int reordering) {
    static final int ALL = 100;
    static final SimHazards NONE = new SimHazards(0, 0, 0);

    @Override
    public String toString() {
        return "of datagrams " + loss + " % lost, " + duplication + " % doubled, " + reordering + " % overtaken";
    }
}
