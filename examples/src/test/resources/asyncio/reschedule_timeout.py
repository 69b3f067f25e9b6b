import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as timeout:
            print("has a deadline:", "yes" if timeout.when() else "no")
            timeout.reschedule(loop.time() + 0.05)
            print("has a deadline:", "yes" if timeout.when() else "no")
            await asyncio.sleep(3600)
    except TimeoutError:
        print("expired:", "yes" if timeout.expired() else "no")
        print("Looks like we haven't finished on time.")


asyncio.run(main())
