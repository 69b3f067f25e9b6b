import asyncio


async def access_shared_state(who):
    print(who, "begins")
    await asyncio.sleep(0.01)
    print(who, "ends")


async def one(lock):
    async with lock:
        await access_shared_state("one")


async def other(lock):
    await lock.acquire()
    try:
        await access_shared_state("the other")
    finally:
        lock.release()


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(one(lock), other(lock))
    print("locked:", "yes" if lock.locked() else "no")


asyncio.run(main())
