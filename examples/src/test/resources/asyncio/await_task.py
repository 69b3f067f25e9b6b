import asyncio


async def nested():
    print("runs")
    return 42


async def main():
    task = asyncio.create_task(nested())
    print("made")
    print(await task)


asyncio.run(main())
