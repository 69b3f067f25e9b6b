import asyncio
import itertools


async def count():
    for i in itertools.count(1):
        await asyncio.sleep(0.01)
        yield i


async def ask(who, numbers):
    try:
        return f"{who} got {await anext(numbers)}"
    except RuntimeError:
        return f"{who} was refused"


async def main():
    numbers = count()
    first = asyncio.create_task(ask("first", numbers))
    second = asyncio.create_task(ask("second", numbers))
    print(await second)
    print(await first)
    await numbers.aclose()


asyncio.run(main())
