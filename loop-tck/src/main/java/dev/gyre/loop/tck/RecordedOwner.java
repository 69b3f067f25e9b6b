package dev.gyre.loop.tck;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.PortOwner;

/** A handle's stand-in: what it waits for and what it has heard. */
final class RecordedOwner implements PortOwner {
    private final String name;
    private int armed = Ops.NONE;
    private int heard = Ops.NONE;
    private int reports;
    private boolean ended;

    RecordedOwner(String name) {
        this.name = name;
    }

    @Override
    public String describe() {
        return name;
    }

    void armed(int ops) {
        armed = ops;
    }

    int armed() {
        return armed;
    }

    void ended() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    void hear(int ops) {
        heard |= ops;
        reports++;
    }

    /** {@return the bits reported since the last {@link #forget()}} */
    int heard() {
        return heard;
    }

    /** {@return how many reports came since the last {@link #forget()}} */
    int reports() {
        return reports;
    }

    void forget() {
        heard = Ops.NONE;
        reports = 0;
    }
}
