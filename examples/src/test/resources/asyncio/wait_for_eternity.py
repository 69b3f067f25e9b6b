import asyncio


async def eternity():
    return await asyncio.sleep(3600, "yay!")


async def main():
    try:
        print(await asyncio.wait_for(eternity(), timeout=0.1))
    except TimeoutError:
        print("timeout!")


asyncio.run(main())
