import asyncio


async def main():
    tasks = [
        asyncio.create_task(asyncio.sleep(0.2, "the slow one")),
        asyncio.create_task(asyncio.sleep(0.01, "the quick one")),
    ]
    for earliest in asyncio.as_completed(tasks):
        print(await earliest)


asyncio.run(main())
