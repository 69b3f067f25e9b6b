import asyncio


async def go(barrier):
    async with barrier as position:
        if position == 0:
            print(f"one of {barrier.parties} prints this")


async def main():
    barrier = asyncio.Barrier(3)
    async with asyncio.TaskGroup() as group:
        for i in range(3):
            group.create_task(go(barrier))
    print("all have passed")


asyncio.run(main())
