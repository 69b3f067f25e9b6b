import asyncio


async def word():
    return await asyncio.sleep(0.1, "hello")


async def say(something):
    print(something)


async def running():
    return asyncio.get_running_loop()


with asyncio.Runner() as runner:
    runner.run(say(runner.run(word())))
    print("of the same loop:", "yes" if runner.run(running()) is runner.get_loop() else "no")
