import asyncio
import contextlib


async def count():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        print("cleaned up")


async def main():
    async with contextlib.aclosing(count()) as numbers:
        async for number in numbers:
            print("got", number)
            break
    print("goes on")


asyncio.run(main())
