import asyncio
import sys


class Client(asyncio.DatagramProtocol):
    def __init__(self, lost):
        self.lost = lost

    def connection_made(self, transport):
        self.transport = transport
        print("Send: Hello World!")
        transport.sendto(b"Hello World!")

    def datagram_received(self, data, addr):
        print("Received:", data.decode())
        print("Close the socket")
        self.transport.close()

    def error_received(self, exc):
        print("Error received:", exc)

    def connection_lost(self, exc):
        print("Connection closed")
        self.lost.set_result(True)


async def main(port):
    loop = asyncio.get_running_loop()
    lost = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Client(lost), remote_addr=("127.0.0.1", port)
    )
    try:
        await lost
    finally:
        transport.close()


asyncio.run(main(int(sys.argv[1])))
