package dev.gyre.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreferenceTest {
    private static final LoopConfig PLAIN = LoopConfig.named("test");
    private static final PolicySettings CONFIGURED = new PolicySettings(List.of("x", "y"), null);

    @Test
    void shouldTakeTheLoopsConfigurationBeforeEverything() {
        Preference preference = Preference.of(PLAIN.withBackends("a", "b"), CONFIGURED, "c", "d");

        assertEquals(List.of("a", "b"), preference.names());
        assertTrue(preference.source().contains("configuration"));
    }

    @Test
    void shouldTakeTheConfigurationOfTheFrameworkBeforePropertyAndEnvironment() {
        Preference preference = Preference.of(PLAIN, CONFIGURED, "c", "d");

        assertEquals(List.of("x", "y"), preference.names());
        assertTrue(preference.source().contains("dev.gyre.policy, backends=x,y"));
    }

    @Test
    void shouldTakeThePropertyBeforeTheEnvironment() {
        Preference preference = Preference.of(PLAIN, PolicySettings.UNSET, " c , d,", "e");

        assertEquals(List.of("c", "d"), preference.names());
        assertTrue(preference.source().contains("gyre.loop"));
    }

    @Test
    void shouldTakeTheEnvironmentWhenThePropertyIsBlank() {
        Preference preference = Preference.of(PLAIN, PolicySettings.UNSET, " ", "e");

        assertEquals(List.of("e"), preference.names());
        assertTrue(preference.source().contains("GYRE_LOOP"));
    }

    @Test
    void shouldLeaveItToRankingWhenNobodyNamesAny() {
        assertFalse(Preference.of(PLAIN, PolicySettings.UNSET, null, null).isExplicit());
    }
}
