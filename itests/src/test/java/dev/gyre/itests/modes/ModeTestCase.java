package dev.gyre.itests.modes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A loop for each test, on the stage of the present mode. */
@ExtendWith(Stage.class)
abstract class ModeTestCase {
    /** The test's loop. */
    Rig rig;

    @BeforeEach
    void openTheLoop() {
        rig = new Rig();
    }

    @AfterEach
    void shouldLeaveNothing() {
        rig.close();
    }
}
