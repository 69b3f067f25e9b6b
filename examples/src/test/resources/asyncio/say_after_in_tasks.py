import asyncio
import time


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    world = asyncio.create_task(say_after(0.2, "world"))
    hello = asyncio.create_task(say_after(0.1, "hello"))
    print("started at", time.strftime("%H:%M:%S"))
    await world
    await hello
    print("finished at", time.strftime("%H:%M:%S"))


asyncio.run(main())
