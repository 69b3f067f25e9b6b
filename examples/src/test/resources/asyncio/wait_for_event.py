import asyncio


async def wait_for(event):
    print("waiting for it ...")
    await event.wait()
    print("... got it!")


async def main():
    event = asyncio.Event()
    waiter = asyncio.create_task(wait_for(event))
    await asyncio.sleep(0.1)
    event.set()
    await waiter


asyncio.run(main())
