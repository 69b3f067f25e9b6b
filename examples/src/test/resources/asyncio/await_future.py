import asyncio


def later(loop, result):
    future = loop.create_future()
    loop.call_later(0.01, future.set_result, result)
    return future


async def main():
    loop = asyncio.get_running_loop()
    print(await later(loop, "a future"))

    coroutine = asyncio.sleep(0.01, "a coroutine")
    results = await asyncio.gather(later(loop, "another future"), coroutine)
    print(f"[{', '.join(results)}]")


asyncio.run(main())
