import asyncio

present = 0
most = 0


async def work_with_shared_resource(semaphore):
    global present, most
    async with semaphore:
        present += 1
        most = max(most, present)
        await asyncio.sleep(0.01)
        present -= 1


async def main():
    semaphore = asyncio.Semaphore(3)
    async with asyncio.TaskGroup() as group:
        for i in range(10):
            group.create_task(work_with_shared_resource(semaphore))
    print(f"at once: {most}, left: {present}")


asyncio.run(main())
