import asyncio
import socket


class Once(asyncio.Protocol):
    def __init__(self, closed):
        self.closed = closed

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        print("Received:", data.decode())
        self.transport.close()

    def connection_lost(self, exc):
        self.closed.set_result(None)


async def main():
    loop = asyncio.get_running_loop()
    closed = loop.create_future()
    near, far = socket.socketpair()
    await loop.create_connection(lambda: Once(closed), sock=near)
    loop.call_soon(far.send, b"abc")
    await closed
    far.close()


asyncio.run(main())
