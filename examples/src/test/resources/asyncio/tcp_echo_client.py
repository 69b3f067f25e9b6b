import asyncio
import sys

MESSAGE = "Hello World!"


class Client(asyncio.Protocol):
    def __init__(self, lost):
        self.lost = lost

    def connection_made(self, transport):
        transport.write(MESSAGE.encode())
        print(f"Data sent: {MESSAGE!r}")

    def data_received(self, data):
        print(f"Data received: {data.decode()!r}")

    def connection_lost(self, error):
        print("The server closed the connection")
        self.lost.set_result(True)


async def main(port):
    loop = asyncio.get_running_loop()
    lost = loop.create_future()
    transport, _ = await loop.create_connection(lambda: Client(lost), "127.0.0.1", port)
    try:
        await lost
    finally:
        transport.close()


asyncio.run(main(int(sys.argv[1])))
