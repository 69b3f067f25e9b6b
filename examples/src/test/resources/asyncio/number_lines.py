import asyncio
import sys


class NumberLines(asyncio.Protocol):
    def __init__(self, output):
        self.output = output
        self.unfinished = b""
        self.lines = 0

    def data_received(self, data):
        *lines, self.unfinished = (self.unfinished + data).split(b"\n")
        for line in lines:
            self.lines += 1
            self.output.write(b"%d: %s\n" % (self.lines, line))

    def eof_received(self):
        self.output.write(b"%d lines\n" % self.lines)

    def connection_lost(self, exc):
        self.output.close()


class Output(asyncio.BaseProtocol):
    def __init__(self, written):
        self.written = written

    def connection_lost(self, exc):
        self.written.set_result(True)


async def main():
    loop = asyncio.get_running_loop()
    written = loop.create_future()
    output, _ = await loop.connect_write_pipe(lambda: Output(written), sys.stdout)
    await loop.connect_read_pipe(lambda: NumberLines(output), sys.stdin)
    await written


asyncio.run(main())
