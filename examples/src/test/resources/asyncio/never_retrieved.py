import asyncio
import gc


def report(loop, context):
    print("Never retrieved:", context["exception"])


async def bug():
    raise Exception("not consumed")


async def main():
    asyncio.get_running_loop().set_exception_handler(report)
    asyncio.create_task(bug())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()


asyncio.run(main())
