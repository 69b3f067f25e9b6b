import asyncio
import concurrent.futures


async def fail():
    raise Exception("nothing to be done")


def result(future, timeout):
    try:
        value = future.result(timeout)
    except concurrent.futures.TimeoutError:
        print("The coroutine took too long, cancelling the task...")
        future.cancel()
    except Exception as failure:
        print("The coroutine raised an exception:", failure)
    else:
        print("The coroutine returned:", value)


def elsewhere(loop):
    result(asyncio.run_coroutine_threadsafe(asyncio.sleep(0.01, 3), loop), 10)
    result(asyncio.run_coroutine_threadsafe(asyncio.sleep(3600, 4), loop), 0.1)
    result(asyncio.run_coroutine_threadsafe(fail(), loop), 10)


async def main():
    await asyncio.to_thread(elsewhere, asyncio.get_running_loop())


asyncio.run(main())
