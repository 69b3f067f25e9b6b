import asyncio
import sys


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        print("Connection from", transport.get_extra_info("peername"))
        self.transport = transport

    def data_received(self, data):
        print(f"Data received: {data.decode()!r}")

        print(f"Send: {data.decode()!r}")
        self.transport.write(data)

        print("Close the client socket", flush=True)
        self.transport.close()


async def main(port):
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", port)
    print("Serving on", server.sockets[0].getsockname(), flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main(int(sys.argv[1])))
