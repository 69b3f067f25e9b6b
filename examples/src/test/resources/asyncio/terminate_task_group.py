import asyncio


class Terminated(Exception):
    """Ends a group, and is no error."""


async def terminate():
    raise Terminated()


async def job(number, time):
    print(f"Task {number}: start")
    await asyncio.sleep(time)
    print(f"Task {number}: done")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job(1, 0.05))
            group.create_task(job(2, 3600))
            await asyncio.sleep(0.2)
            group.create_task(terminate())
    except* Terminated:
        print("Terminated")


asyncio.run(main())
