import asyncio


async def send(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for i in range(100):
        writer.write(bytes(10_000))
        await writer.drain()
    writer.writelines([b"one line\n", b"another line\n"])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    print("closed")


async def main():
    received = asyncio.get_running_loop().create_future()

    async def count(reader, writer):
        received.set_result(len(await reader.read()))
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    async with server:
        await send(server.sockets[0].getsockname()[1])
        print("received:", await received)


asyncio.run(main())
