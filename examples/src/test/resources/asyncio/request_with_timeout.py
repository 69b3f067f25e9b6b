import asyncio


async def make_request(what, time):
    await asyncio.sleep(time)
    print("made", what)


async def make_request_with_timeout():
    try:
        async with asyncio.timeout(0.5):
            await make_request("a request", 0)
            await make_request("another request", 3600)
    except TimeoutError:
        print("There was a timeout")
    await make_request("unrelated code", 0.01)
    return asyncio.current_task().cancelling()


async def main():
    task = asyncio.create_task(make_request_with_timeout())
    print("cancel requests left:", await task)
    print("cancelled:", "yes" if task.cancelled() else "no")


asyncio.run(main())
