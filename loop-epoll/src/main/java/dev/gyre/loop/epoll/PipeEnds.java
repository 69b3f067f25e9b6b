package dev.gyre.loop.epoll;

import dev.gyre.linux.FileCalls;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can serve as the end of a pipe. */
final class PipeEnds {
    private static final int TYPE = 0xf000;
    private static final int FIFO = 0x1000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int SOCKET = 0xc000;
    private static final int ACCESS = FileCalls.O_WRONLY | FileCalls.O_RDWR;

    private PipeEnds() {}

    static Adoption judge(FileCalls calls, PortKind wanted, Owned what) {
        int descriptor = Descriptors.of(what);
        int flags = calls.control(descriptor, FileCalls.F_GETFL, 0);
        if (flags < 0) {
            return Adoption.no(what + " is not open");
        }
        int access = flags & ACCESS;
        if (access == (wanted == PortKind.READ_PIPE ? FileCalls.O_WRONLY : 0)) {
            return Adoption.no(what + " is open for " + (access == 0 ? "reading" : "writing")
                    + " alone and cannot serve as " + wanted);
        }
        try {
            int mode = (int) Files.getAttribute(Path.of("/proc/self/fd/" + descriptor), "unix:mode") & TYPE;
            return mode == FIFO || mode == CHARACTER_DEVICE || mode == SOCKET
                    ? Adoption.yes()
                    : Adoption.no(what + " is neither a pipe nor a socket nor a character device, and cannot serve as "
                            + wanted);
        } catch (IOException | UnsupportedOperationException e) {
            return Adoption.no("What " + what + " is cannot be told without /proc; it cannot serve as " + wanted);
        }
    }
}
