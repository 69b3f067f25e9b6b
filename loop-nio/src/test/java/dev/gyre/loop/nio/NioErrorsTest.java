package dev.gyre.loop.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class NioErrorsTest {
    static Stream<Arguments> known() {
        return Stream.of(
                Arguments.of(ErrorKind.RESET, new SocketException("Connection reset")),
                Arguments.of(ErrorKind.RESET, new IOException("Connection reset by peer")),
                Arguments.of(ErrorKind.REFUSED, new ConnectException("Connection refused")),
                Arguments.of(ErrorKind.REFUSED, new ConnectException()),
                Arguments.of(ErrorKind.REFUSED, new PortUnreachableException()),
                Arguments.of(ErrorKind.BROKEN_PIPE, new IOException("Broken pipe")),
                Arguments.of(ErrorKind.ABORTED, new IOException("Software caused connection abort")),
                Arguments.of(ErrorKind.ADDRESS_IN_USE, new BindException("Address already in use")),
                Arguments.of(ErrorKind.ADDRESS_NOT_AVAILABLE, new BindException("Cannot assign requested address")),
                Arguments.of(ErrorKind.ADDRESS_NOT_AVAILABLE, new UnresolvedAddressException()),
                Arguments.of(ErrorKind.TIMED_OUT, new ConnectException("Connection timed out")),
                Arguments.of(ErrorKind.UNREACHABLE, new NoRouteToHostException()),
                Arguments.of(ErrorKind.UNREACHABLE, new SocketException("Network is unreachable")),
                Arguments.of(ErrorKind.TOO_MANY_FILES, new IOException("Too many open files")),
                Arguments.of(ErrorKind.TOO_MANY_FILES, new SocketException("Too many open files in system")),
                Arguments.of(ErrorKind.NO_BUFFERS, new SocketException("No buffer space available")),
                Arguments.of(ErrorKind.MESSAGE_TOO_LARGE, new SocketException("Message too long")),
                Arguments.of(ErrorKind.NOT_PERMITTED, new BindException("Permission denied")),
                Arguments.of(ErrorKind.NOT_PERMITTED, new SocketException("Operation not permitted")),
                Arguments.of(ErrorKind.NOT_CONNECTED, new NotYetConnectedException()),
                Arguments.of(ErrorKind.NOT_CONNECTED, new SocketException("Transport endpoint is not connected")),
                Arguments.of(ErrorKind.CLOSED, new ClosedChannelException()),
                Arguments.of(ErrorKind.CLOSED, new AsynchronousCloseException()),
                Arguments.of(ErrorKind.CLOSED, new ClosedByInterruptException()),
                Arguments.of(ErrorKind.OTHER, new IOException("Something new")),
                Arguments.of(ErrorKind.OTHER, new IOException()));
    }

    @ParameterizedTest
    @MethodSource("known")
    void shouldKnowTheKindAndKeepTheCause(ErrorKind kind, Exception cause) {
        LoopIOException failure = NioErrors.translate("do this", cause);

        assertEquals(kind, failure.kind());
        assertSame(cause, failure.getCause());
        assertTrue(failure.getMessage().startsWith("Cannot do this: "), failure::getMessage);
        assertTrue(failure.errno().isEmpty());
    }

    @Test
    void shouldLeaveAFailureThatHasAKind() {
        LoopIOException known = new LoopIOException(ErrorKind.RESET, "as it is", null);
        assertSame(known, NioErrors.translate("do this", known));
    }
}
