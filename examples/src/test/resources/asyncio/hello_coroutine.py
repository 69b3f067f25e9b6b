import asyncio


async def greet():
    print("hello")
    await asyncio.sleep(0.1)
    print("world")


asyncio.run(greet())
