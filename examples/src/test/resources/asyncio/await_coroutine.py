import asyncio


async def nested():
    await asyncio.sleep(0)
    return 42


async def main():
    print(await nested())


asyncio.run(main())
