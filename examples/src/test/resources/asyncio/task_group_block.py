import asyncio


async def main():
    async with asyncio.TaskGroup() as group:
        first = group.create_task(asyncio.sleep(0.02, "some result"))
        second = group.create_task(asyncio.sleep(0.01, "another result"))
    print(f"Both tasks have completed now: {first.result()}, {second.result()}")


asyncio.run(main())
