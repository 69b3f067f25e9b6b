package dev.gyre.itests.modes.oracle;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What is done with callbacks and futures. */
final class CallbackSteps {
    private final Play play;
    private final EventLoop loop;

    CallbackSteps(Play play) {
        this.play = play;
        this.loop = play.loop();
    }

    void step(String[] words) {
        switch (words[0]) {
            case "soon" -> play.thing(words[1], loop.callSoon(() -> play.ran(words[1])));
            case "later" ->
                play.thing(
                        words[2],
                        loop.callLater(Integer.parseInt(words[1]), TimeUnit.MILLISECONDS, () -> play.ran(words[2])));
            case "cancel" -> cancel(words[1]);
            case "resolve" -> promise(words[1]).setResult(Long.parseLong(words[2]));
            case "fail" -> promise(words[1]).setException(new Trace.Boom());
            case "then" -> future(words[1]).addDoneCallback(_ -> play.ran(words[2]));
            case "unwatch" -> {
                loop.removeReader(play.thing(words[1], LoopSocket.class));
                loop.removeWriter(play.thing(words[1], LoopSocket.class));
            }
            case "spin" -> play.spin(Integer.parseInt(words[1]));
            default -> throw new AssertionError("no step " + Arrays.toString(words) + " of callbacks");
        }
    }

    @SuppressWarnings("unchecked") // a scenario resolves only what it has made
    private LoopPromise<Object> promise(String name) {
        return play.thing(name, LoopPromise.class);
    }

    private LoopFuture<?> future(String name) {
        return play.thing(name, LoopFuture.class);
    }

    private void cancel(String name) {
        if (play.any(name) instanceof Handle handle) {
            handle.cancel();
        } else {
            play.trace().note(name, "cancel " + future(name).cancel());
        }
    }

    void ask(String name, String verb) throws Exception {
        LoopFuture<?> future = future(name);
        String answer =
                switch (verb) {
                    case "is_done" -> Boolean.toString(future.isDone());
                    case "result" -> String.valueOf(future.result());
                    case "exception" -> Trace.kind(future.exception());
                    default -> throw new AssertionError("no step " + verb + " of a future");
                };
        play.trace().note(name, verb + " " + answer);
    }
}
