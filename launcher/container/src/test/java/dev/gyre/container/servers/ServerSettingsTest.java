package dev.gyre.container.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerSettingsTest {
    private static final String ADDRESS = "tcp://127.0.0.1:7007";

    private static ServerSettings read(Map<String, ?> properties) throws SettingException {
        return ServerSettings.read(new SettingSource(null, properties::get));
    }

    @Test
    void shouldHaveUsualSettingsWhereNothingIsSaid() throws SettingException {
        ServerSettings settings = read(Map.of("gyre.listen", ADDRESS));
        assertTrue(settings.enabled());
        assertEquals(List.of(ListenAddress.parse(ADDRESS)), settings.listen());
        assertEquals(Duration.ofSeconds(10), settings.drain());
        assertEquals(Duration.ofSeconds(5), settings.handover());
        assertEquals(100, settings.socket().backlog());
        assertNull(settings.socket().mode());
    }

    @Test
    void shouldReadNumbersAndAddressesInEveryFormThatServicesHaveThem() throws SettingException {
        ServerSettings settings = read(Map.of(
                "gyre.listen",
                new String[] {ADDRESS, "localhost:7007,unix:/s", ADDRESS},
                "gyre.drain",
                2.5,
                "gyre.backlog",
                "7",
                "gyre.keepAlive",
                true,
                "gyre.mode",
                "640"));
        assertTrue(settings.socket().cleanupSocket());
        assertEquals(Map.of(), settings.socket().options());
        assertEquals(3, settings.listen().size());
        assertEquals(Duration.ofMillis(2500), settings.drain());
        assertEquals(7, settings.socket().backlog());
        assertTrue(settings.socket().keepAlive());
        assertEquals(
                PosixFilePermissions.fromString("rw-r-----"), settings.socket().mode());
    }

    @Test
    void shouldReadHowSocketsAreSetUp() throws SettingException {
        ServerSettings settings = read(Map.of(
                "gyre.listen",
                ADDRESS,
                "gyre.family",
                "INET6",
                "gyre.receiveBuffer",
                65_536,
                "gyre.sendBuffer",
                "4096",
                "gyre.cleanupSocket",
                "false",
                "gyre.workers",
                2));
        assertEquals(StandardProtocolFamily.INET6, settings.socket().family());
        assertEquals(
                Map.of(StandardSocketOptions.SO_RCVBUF, 65_536, StandardSocketOptions.SO_SNDBUF, 4_096),
                settings.socket().options());
        assertFalse(settings.socket().cleanupSocket());
        assertEquals(2, settings.socket().workers());
    }

    @Test
    void shouldPutTheConfigurationBeforeTheServicesProperties() throws SettingException {
        Hashtable<String, Object> configuration = new Hashtable<>(Map.of("drain", "1", "enabled", "false"));
        ServerSettings settings = ServerSettings.read(
                new SettingSource(configuration, Map.of("gyre.listen", ADDRESS, "gyre.drain", "7")::get));
        assertEquals(Duration.ofSeconds(1), settings.drain());
        assertFalse(settings.enabled());
    }

    @ParameterizedTest
    @CsvSource({
        "gyre.drain,soon,0 to 86400",
        "gyre.drain,-1,0 to 86400",
        "gyre.handover,1e9,0 to 86400",
        "gyre.backlog,0,1 to 65535",
        "gyre.keepAlive,perhaps,true or false",
        "gyre.mode,999,octal",
        "gyre.family,unix,inet or inet6",
        "gyre.receiveBuffer,0,1 to 1073741824",
        "gyre.sendBuffer,much,1 to 1073741824",
        "gyre.cleanupSocket,perhaps,true or false",
        "gyre.workers,0,1 to 65535",
        "gyre.listen,' , ',tcp://127.0.0.1:7007"
    })
    void shouldNameTheSettingItsValueAndWhatItMayBe(String key, String value, String allowed) {
        Map<String, String> properties =
                key.equals("gyre.listen") ? Map.of("gyre.listen", value) : Map.of("gyre.listen", ADDRESS, key, value);
        SettingException refused = assertThrows(SettingException.class, () -> read(properties));
        assertEquals(key, refused.key());
        assertTrue(refused.getMessage().contains(allowed), refused::getMessage);
    }

    @Test
    void shouldNameAKeyOfTheConfigurationAsItStandsThere() {
        Hashtable<String, Object> configuration = new Hashtable<>(Map.of("drain", "soon"));
        SettingException refused = assertThrows(
                SettingException.class,
                () -> ServerSettings.read(new SettingSource(configuration, Map.of("gyre.listen", ADDRESS)::get)));
        assertTrue(refused.getMessage().startsWith("drain=soon"), refused::getMessage);
    }
}
