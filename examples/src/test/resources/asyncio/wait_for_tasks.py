import asyncio


async def main():
    end = asyncio.Event()
    slow = asyncio.create_task(end.wait())
    quick = asyncio.create_task(asyncio.sleep(0.01))

    done, pending = await asyncio.wait([slow, quick], return_when=asyncio.FIRST_COMPLETED)
    print(f"done: {len(done)}, pending: {len(pending)}")
    print("the quick one is done:", "yes" if quick in done else "no")

    end.set()
    done, pending = await asyncio.wait([slow, quick])
    print(f"done: {len(done)}, pending: {len(pending)}")


asyncio.run(main())
