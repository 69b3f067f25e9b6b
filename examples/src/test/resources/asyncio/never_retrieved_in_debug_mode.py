import asyncio
import gc


def report(loop, context):
    print("Never retrieved:", context["exception"])
    made = any(frame.name == "make_task" for frame in context["source_traceback"])
    print("Made by makeTask:", "yes" if made else "no")


async def bug():
    raise Exception("not consumed")


def make_task():
    asyncio.create_task(bug())


async def main():
    asyncio.get_running_loop().set_exception_handler(report)
    make_task()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()


asyncio.run(main(), debug=True)
