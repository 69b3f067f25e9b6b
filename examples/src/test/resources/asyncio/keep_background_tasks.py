import asyncio


async def some_coroutine(parameter):
    await asyncio.sleep(0.01)
    return parameter * parameter


async def main():
    background = set()
    for i in range(10):
        task = asyncio.create_task(some_coroutine(i))
        background.add(task)
        task.add_done_callback(background.discard)
    print("in the background:", len(background))
    print(sum(await asyncio.gather(*background)))
    print("in the background:", len(background))


asyncio.run(main())
