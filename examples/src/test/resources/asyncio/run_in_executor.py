import asyncio
import concurrent.futures


def blocking_io():
    with open("/dev/urandom", "rb") as file:
        return len(file.read(100))


def cpu_bound():
    return sum(i * i for i in range(10**6))


async def main():
    loop = asyncio.get_running_loop()
    print("default thread pool:", await loop.run_in_executor(None, blocking_io))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        print("custom thread pool:", await loop.run_in_executor(pool, blocking_io))
    with concurrent.futures.ProcessPoolExecutor() as pool:
        print("pool for computing:", await loop.run_in_executor(pool, cpu_bound))


if __name__ == "__main__":
    asyncio.run(main())
