import asyncio
import threading


async def answer():
    return await asyncio.sleep(0.01, 42)


def elsewhere(loop):
    future = asyncio.run_coroutine_threadsafe(answer(), loop)
    print("The result is", future.result())
    loop.call_soon_threadsafe(loop.stop)


loop = asyncio.new_event_loop()
thread = threading.Thread(target=elsewhere, args=(loop,))
thread.start()
loop.run_forever()
thread.join()
loop.close()
