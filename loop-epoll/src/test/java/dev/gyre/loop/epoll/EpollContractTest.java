package dev.gyre.loop.epoll;

import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.tck.BackendContractTest;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

class EpollContractTest extends BackendContractTest {
    /** Where the limit on open files is higher, reaching it would cost more than the test is worth. */
    private static final int MOST_FILES = 100_000;

    @Override
    protected LoopBackendProvider provider() {
        return new EpollBackendProvider();
    }

    @Override
    public @Nullable AutoCloseable exhaustDescriptors() throws IOException {
        List<FileInputStream> files = new ArrayList<>();
        AutoCloseable exhaustion = () -> {
            for (FileInputStream each : files) {
                each.close();
            }
        };
        try {
            while (files.size() < MOST_FILES) {
                files.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException _) {
            return exhaustion;
        }
        for (FileInputStream each : files) {
            each.close();
        }
        return null;
    }
}
