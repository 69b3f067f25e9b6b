import asyncio
import threading


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    thread = threading.Thread(target=lambda: loop.call_soon_threadsafe(future.cancel))
    thread.start()
    try:
        print(await future)
    except asyncio.CancelledError:
        print("cancelled from another thread")


asyncio.run(main())
