"""Plays what PythonComparisonTest plays on Gyre, and prints what protocols hear: a line for each scenario."""
import asyncio
import os
import sys
import tempfile

BIG = b"x" * (3 << 20)


class Recorder(asyncio.Protocol):
    def __init__(self, on=None):
        self.events = []
        self.on = on or {}
        self.lost = asyncio.get_running_loop().create_future()

    def hear(self, event, name=None):
        if not self.events or self.events[-1] != event:
            self.events.append(event)
        self.on.get(name or event, lambda recorder: None)(self)

    def connection_made(self, transport):
        self.transport = transport
        self.hear("made")

    def data_received(self, data):
        self.hear("data " + data[:10].decode(), "data")

    def eof_received(self):
        self.hear("eof")
        return True

    def pause_writing(self):
        self.hear("pause")

    def resume_writing(self):
        self.hear("resume")

    def connection_lost(self, cause):
        self.hear("lost" if cause is None else "lost " + type(cause).__name__, "lost")
        self.lost.set_result(None)


async def reading(source, on=None):
    _, protocol = await asyncio.get_running_loop().connect_read_pipe(
        lambda: Recorder(on), os.fdopen(source, "rb", 0))
    return protocol


async def writing(sink, on=None):
    _, protocol = await asyncio.get_running_loop().connect_write_pipe(
        lambda: Recorder(on), os.fdopen(sink, "wb", 0))
    return protocol


async def turns(count=5):
    for _ in range(count):
        await asyncio.sleep(0)


async def read_to_the_end(source, sink):
    protocol = await reading(source)
    os.write(sink, b"abc")
    os.close(sink)
    await protocol.lost
    return protocol.events


async def close_in_data(source, sink):
    protocol = await reading(source, {"data": lambda r: r.transport.close()})
    os.write(sink, b"abc")
    await protocol.lost
    os.close(sink)
    return protocol.events


async def close_in_made_of_a_reader(source, sink):
    protocol = await reading(source, {"made": lambda r: r.transport.close()})
    await protocol.lost
    os.close(sink)
    return protocol.events


async def pause_and_resume(source, sink):
    protocol = await reading(source, {"made": lambda r: r.transport.pause_reading()})
    os.write(sink, b"abc")
    os.close(sink)
    await turns()
    protocol.hear("resuming")
    protocol.transport.resume_reading()
    await protocol.lost
    return protocol.events


async def close_in_eof(source, sink):
    protocol = await reading(source, {"eof": lambda r: r.transport.close()})
    os.close(sink)
    await protocol.lost
    return protocol.events


async def write_and_close(source, sink):
    protocol = await writing(sink)
    protocol.transport.write(b"abc")
    protocol.transport.close()
    protocol.transport.close()
    await protocol.lost
    return protocol.events + [os.read(source, 10).decode(), str(len(os.read(source, 10)))]


async def write_eof(source, sink):
    protocol = await writing(sink)
    protocol.transport.write(b"abc")
    protocol.transport.write_eof()
    protocol.transport.write_eof()
    protocol.hear("closing " + str(protocol.transport.is_closing()).lower())
    await protocol.lost
    return protocol.events + [os.read(source, 10).decode()]


async def write_in_made(source, sink):
    protocol = await writing(sink, {"made": lambda r: (r.transport.write(b"abc"), r.transport.close())})
    await protocol.lost
    return protocol.events + [os.read(source, 10).decode()]


async def reader_gone(source, sink):
    protocol = await writing(sink)
    protocol.transport.write(b"abc")
    await turns()
    os.close(source)
    await protocol.lost
    return protocol.events


async def reader_gone_with_bytes_queued(source, sink):
    protocol = await writing(sink)
    protocol.transport.write(BIG)
    os.close(source)
    await protocol.lost
    return protocol.events


async def write_to_nobody(source, sink):
    protocol = await writing(sink)
    os.close(source)
    protocol.transport.write(b"abc")
    protocol.hear("closing " + str(protocol.transport.is_closing()).lower())
    await protocol.lost
    return protocol.events


async def abort(source, sink):
    protocol = await writing(sink)
    protocol.transport.write(BIG)
    protocol.transport.abort()
    protocol.hear("queued " + str(protocol.transport.get_write_buffer_size()))
    await protocol.lost
    return protocol.events


async def flow_control(source, sink):
    protocol = await writing(sink)
    reader = await reading(source)
    protocol.transport.write(BIG)
    protocol.transport.close()
    await protocol.lost
    await reader.lost
    return protocol.events + reader.events[-2:]


async def a_regular_file(source, sink):
    events = []
    for connect in (reading, writing):
        with tempfile.TemporaryFile() as file:
            try:
                await connect(os.dup(file.fileno()))
            except ValueError:
                events.append("refused")
    os.close(source)
    os.close(sink)
    return events


SCENARIOS = [read_to_the_end, close_in_data, close_in_made_of_a_reader, pause_and_resume, close_in_eof,
             write_and_close, write_eof, write_in_made, reader_gone, reader_gone_with_bytes_queued,
             write_to_nobody, abort, flow_control, a_regular_file]

for scenario in SCENARIOS:
    print(scenario.__name__ + ": " + ", ".join(asyncio.run(scenario(*os.pipe()))))
