import asyncio


async def do_something(go_on):
    await go_on.wait()
    return "something"


async def wait_for(something):
    try:
        return await asyncio.shield(something)
    except asyncio.CancelledError:
        return "nothing"


async def main():
    go_on = asyncio.Event()
    something = asyncio.create_task(do_something(go_on))
    waiting = asyncio.create_task(wait_for(something))
    await asyncio.sleep(0)
    waiting.cancel()
    print("waited and got", await waiting)
    go_on.set()
    print("went on and came to", await something)


asyncio.run(main())
