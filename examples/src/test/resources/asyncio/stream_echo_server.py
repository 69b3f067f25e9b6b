import asyncio
import sys


async def handle_echo(reader, writer):
    data = await reader.read(100)
    message = data.decode()
    print(f"Received {message!r} from {writer.get_extra_info('peername')}")

    print(f"Send: {message!r}")
    writer.write(data)
    await writer.drain()

    print("Close the connection", flush=True)
    writer.close()
    await writer.wait_closed()


async def main(port):
    server = await asyncio.start_server(handle_echo, "127.0.0.1", port)
    print("Serving on", server.sockets[0].getsockname(), flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main(int(sys.argv[1])))
