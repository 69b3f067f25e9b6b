import asyncio
import time


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    print("started at", time.strftime("%H:%M:%S"))
    await say_after(0.1, "hello")
    await say_after(0.2, "world")
    print("finished at", time.strftime("%H:%M:%S"))


asyncio.run(main())
