import asyncio

WANTED = 3


async def consume(condition, goods):
    async with condition:
        await condition.wait()
        print("there is", goods[0])
        await condition.wait_for(lambda: len(goods) == WANTED)
        print("there are", len(goods))


async def main():
    condition = asyncio.Condition()
    goods = []
    consumer = asyncio.create_task(consume(condition, goods))
    for i in range(1, WANTED + 1):
        await asyncio.sleep(0.01)
        async with condition:
            goods.append(f"piece {i}")
            print("made piece", i)
            condition.notify()
    await consumer


asyncio.run(main())
