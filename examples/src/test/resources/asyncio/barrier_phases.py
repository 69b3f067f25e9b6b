import asyncio


def show(barrier):
    print(f"waiting: {barrier.n_waiting} of {barrier.parties}")


async def main():
    barrier = asyncio.Barrier(3)
    tasks = [asyncio.create_task(barrier.wait()) for i in range(2)]
    await asyncio.sleep(0)
    show(barrier)

    print("passes as number", await barrier.wait())
    show(barrier)
    print("barrier passed")

    await asyncio.sleep(0)
    show(barrier)
    await asyncio.gather(*tasks)


asyncio.run(main())
