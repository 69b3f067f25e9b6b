import asyncio
import sys


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        print(f"Data received: {data.decode()!r}")
        self.transport.write(data)

    def eof_received(self):
        print("The client has ended its side", flush=True)


async def main(path):
    server = await asyncio.get_running_loop().create_unix_server(Echo, path)
    print("Serving on", server.sockets[0].getsockname(), flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main(sys.argv[1]))
