import asyncio
import sys


class Client(asyncio.Protocol):
    def __init__(self, answer):
        self.answer = answer
        self.received = bytearray()

    def connection_made(self, transport):
        transport.write(b"Hello World!")
        transport.write_eof()

    def data_received(self, data):
        self.received += data

    def connection_lost(self, error):
        if error is None:
            self.answer.set_result(self.received.decode())
        else:
            self.answer.set_exception(error)


async def main(path):
    loop = asyncio.get_running_loop()
    answer = loop.create_future()
    await loop.create_unix_connection(lambda: Client(answer), path)
    print(f"Answer: {await answer!r}")


asyncio.run(main(sys.argv[1]))
