import asyncio
import random
import time


async def work(name, queue):
    while True:
        sleep_for = await queue.get()
        await asyncio.sleep(sleep_for)
        queue.task_done()
        print(f"{name} has slept for {sleep_for:.2f} seconds")


async def main():
    queue = asyncio.Queue()
    total = 0
    for i in range(20):
        sleep_for = random.uniform(0.005, 0.1)
        queue.put_nowait(sleep_for)
        total += sleep_for

    workers = [asyncio.create_task(work(f"worker-{i}", queue)) for i in range(3)]

    started = time.monotonic()
    await queue.join()
    slept = time.monotonic() - started

    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    print("====")
    print(f"3 workers slept in parallel for {slept:.2f} seconds")
    print(f"total expected sleep time: {total:.2f} seconds")


asyncio.run(main())
