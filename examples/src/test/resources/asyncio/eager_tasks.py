import asyncio
import sys

if not hasattr(asyncio, "eager_task_factory"):
    print("this Python has no eager tasks yet", file=sys.stderr)
    sys.exit(77)


async def look_up(time):
    print("looks it up")
    if time:
        await asyncio.sleep(time)
    return 21


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    cached = asyncio.create_task(look_up(0))
    print("made, done:", "yes" if cached.done() else "no")
    remote = asyncio.create_task(look_up(0.01))
    print("made, done:", "yes" if remote.done() else "no")
    print(await cached + await remote)


asyncio.run(main())
