import asyncio
import sys


class Sender(asyncio.Protocol):
    def __init__(self, file, sent):
        self.file = file
        self.sent = sent

    def connection_made(self, transport):
        self.task = asyncio.ensure_future(self.send(transport))

    async def send(self, transport):
        loop = asyncio.get_running_loop()
        self.sent.set_result(await loop.sendfile(transport, self.file))
        transport.close()


class Counter(asyncio.Protocol):
    def __init__(self, received):
        self.received = received
        self.count = 0

    def data_received(self, data):
        self.count += len(data)

    def connection_lost(self, error):
        self.received.set_result(self.count)


async def main(path):
    loop = asyncio.get_running_loop()
    sent = loop.create_future()
    received = loop.create_future()
    with open(path, "rb") as file:
        server = await loop.create_server(lambda: Sender(file, sent), "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            await loop.create_connection(lambda: Counter(received), "127.0.0.1", port)
            print("Sent:", await sent)
            print("Received:", await received)
            print("Position of the file:", file.tell())


asyncio.run(main(sys.argv[1]))
