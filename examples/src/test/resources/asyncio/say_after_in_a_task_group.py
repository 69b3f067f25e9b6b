import asyncio
import time


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(say_after(0.2, "world"))
        group.create_task(say_after(0.1, "hello"))
        print("started at", time.strftime("%H:%M:%S"))
    print("finished at", time.strftime("%H:%M:%S"))


asyncio.run(main())
