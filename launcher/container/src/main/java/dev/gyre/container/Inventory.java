package dev.gyre.container;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.SwapReport;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells what runs in the container. An OSGi service.
 *
 * <p><b>Threading</b>: any thread, loops' own included: nothing here waits. Stages complete on any thread.
 */
@ProviderType
public interface Inventory {
    /**
     * Looks at everything once. Each loop is asked on its own thread; one that does not answer within a second is shown as {@link
     * LoopInfo.State#BUSY} with what is known without it.
     *
     * @return what there is; it never fails
     */
    CompletionStage<Snapshot> snapshot();

    /**
     * Looks at the tasks of every loop, also of those that are busy.
     *
     * @return the tasks, those that are waited for below those that wait
     */
    List<TaskInfo> tasks();

    /**
     * Looks at the ways to run coroutines, the best first, and why each is or is not taken.
     *
     * @return the ways; none while there is no loop
     */
    BackendLadder coroutines();

    /**
     * Exchanges the backend under a running loop.
     *
     * @param loop the loop's name
     * @param backend the name of an installed backend
     * @return what was moved; fails with {@link IllegalArgumentException}, which lists the names there are, when there is no such loop or backend,
     *     and with {@link dev.gyre.loop.SwapRefusedException} when the backend cannot take a handle over, in which case nothing has changed
     */
    CompletionStage<SwapReport> swap(String loop, String backend);
}
