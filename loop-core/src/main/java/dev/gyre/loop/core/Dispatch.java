package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The one place where user code runs. Each run is a dispatch: the first write of a stream in it goes out at once, later small ones are
 * flushed when it ends, and so it is with datagrams. A failure goes to the exception handler and the loop goes on; an error of the virtual machine, other than a
 * stack overflow, is thrown.
 */
final class Dispatch {
    private final EngineLoop loop;
    private final List<EngineStream> staged = new ArrayList<>();
    private final Outbox outbox = new Outbox();
    private boolean running;
    private boolean manyAnswers;
    private long number;

    Dispatch(EngineLoop loop) {
        this.loop = loop;
    }

    /** The present dispatch. */
    long number() {
        return number;
    }

    /** Where datagrams wait for the end of a dispatch. */
    Outbox outbox() {
        return outbox;
    }

    /** Begins a dispatch. */
    void begin() {
        running = true;
    }

    /** Says that several datagrams have come, so that the first that is sent in the present dispatch is not the only one. */
    void expectManyAnswers() {
        manyAnswers = running;
    }

    /** Whether a dispatch is under way, at the end of which something can be flushed. */
    boolean running() {
        return running;
    }

    boolean expectsManyAnswers() {
        return manyAnswers;
    }

    /** Has a stream flushed when the present dispatch ends. */
    void flushLater(EngineStream stream) {
        staged.add(stream);
    }

    /** Ends the present dispatch. */
    void finish() {
        running = false;
        manyAnswers = false;
        number++;
        for (int i = 0; i < staged.size(); i++) {
            staged.get(i).flushStaged();
        }
        staged.clear();
        outbox.flush();
    }

    void run(ScheduledCallback callback) {
        Debug.Dispatched watched = loop.getDebug() ? loop.debug().begins(callback) : null;
        try {
            callback.getContext().run(callback.callback());
        } catch (Throwable failure) {
            throwIfFatal(failure);
            loop.failures()
                    .report(
                            ExceptionContext.of("Exception in callback " + callback.callback())
                                    .exception(failure)
                                    .handle(callback)
                                    .creationStack(callback.creation())
                                    .build(),
                            callback.getContext());
        }
        if (watched != null) {
            loop.debug().ends(watched, callback.creation());
        }
    }

    /** Runs a piece of a handle's listener; its failure is reported. */
    void contain(String what, LoopContext context, Callback body) {
        Debug.Dispatched watched = loop.getDebug() ? loop.debug().begins(body) : null;
        try {
            context.run(body);
        } catch (Throwable failure) {
            throwIfFatal(failure);
            loop.failures().report(ExceptionContext.of(what).exception(failure).build(), context);
        }
        if (watched != null) {
            loop.debug().ends(watched, List.of());
        }
    }

    static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
    }
}
