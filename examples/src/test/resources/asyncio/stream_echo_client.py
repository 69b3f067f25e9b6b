import asyncio
import sys

MESSAGE = "Hello World!"


async def main(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print(f"Send: {MESSAGE!r}")
    writer.write(MESSAGE.encode())
    await writer.drain()

    print(f"Received: {(await reader.read(100)).decode()!r}")

    print("Close the connection")
    writer.close()
    await writer.wait_closed()


asyncio.run(main(int(sys.argv[1])))
