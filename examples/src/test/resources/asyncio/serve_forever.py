import asyncio
import sys


class Word(asyncio.Protocol):
    def __init__(self, word):
        self.word = word

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        if not self.word.done():
            self.word.set_result(data.decode().strip())
        self.transport.close()


async def main(port):
    loop = asyncio.get_running_loop()
    word = loop.create_future()
    server = await loop.create_server(lambda: Word(word), "127.0.0.1", port)
    print("Serving on", server.sockets[0].getsockname(), flush=True)
    serving = loop.create_task(server.serve_forever())
    word.add_done_callback(lambda done: serving.cancel())
    try:
        await serving
    except asyncio.CancelledError:
        print("Received:", word.result())
        print("serving:", "yes" if server.is_serving() else "no")


asyncio.run(main(int(sys.argv[1])))
