import asyncio


async def main():
    deadline = asyncio.get_running_loop().time() + 0.05
    try:
        async with asyncio.timeout_at(deadline):
            await asyncio.sleep(3600, "never")
    except TimeoutError:
        print("The long operation timed out, but we've handled it.")
    print("This statement will run regardless.")


asyncio.run(main())
