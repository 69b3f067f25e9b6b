package dev.gyre.itests.modes;

import dev.gyre.loop.spi.LoopBackendProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop for each test, on the stage of the present mode. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"epoll", "nio"})
@ExtendWith(Stage.class)
abstract class ModeTestCase {
    /** The name of the loop's first backend. */
    @Parameter
    String backend;

    /** The test's loop. */
    Rig rig;

    @BeforeEach
    void openTheLoop() {
        rig = new Rig(backend);
    }

    /** {@return the one to swap to} */
    final LoopBackendProvider other() {
        return Stage.backend(rig.loop().backend().equals("nio") ? "epoll" : "nio");
    }

    @AfterEach
    void shouldLeaveNothing() {
        rig.close();
    }
}
