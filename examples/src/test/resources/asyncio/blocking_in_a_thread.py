import asyncio
import time


def blocking_io():
    print("start blocking_io at", time.strftime("%H:%M:%S"))
    time.sleep(0.1)
    print("blocking_io complete at", time.strftime("%H:%M:%S"))


async def main():
    print("started main at", time.strftime("%H:%M:%S"))
    await asyncio.gather(asyncio.to_thread(blocking_io), asyncio.sleep(0.1))
    print("finished main at", time.strftime("%H:%M:%S"))


asyncio.run(main())
