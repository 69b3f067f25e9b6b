import asyncio


async def tick():
    i = 0
    try:
        while True:
            yield i
            i += 1
    finally:
        print("generator closed")


async def main(ticks):
    print("tick", await anext(ticks))
    print("tick", await anext(ticks))


loop = asyncio.new_event_loop()
try:
    ticks = tick()
    loop.run_until_complete(main(ticks))
    loop.run_until_complete(loop.shutdown_asyncgens())
    print("asked again:", loop.run_until_complete(anext(ticks, "the end")))
finally:
    loop.close()
