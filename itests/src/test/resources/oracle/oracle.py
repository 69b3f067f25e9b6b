"""Runs the scenarios of this folder against asyncio and prints what the protocols and futures heard.

    python3 oracle.py            prints the traces, a scenario after the other
    python3 oracle.py NAME ...   only those

The language is explained in README.md; Play and its neighbours (dev.gyre.itests.modes.oracle) speak it too.
"""

import asyncio
import errno
import os
import pathlib
import socket
import struct
import sys
import tempfile

PATIENCE = 20
FAMILIES = {"inet": socket.AF_INET, "inet6": socket.AF_INET6, "unix": socket.AF_UNIX}
TYPES = {"stream": socket.SOCK_STREAM, "datagram": socket.SOCK_DGRAM}
KINDS = {
    errno.ECONNRESET: "RESET",
    errno.EPIPE: "BROKEN_PIPE",
    errno.ECONNREFUSED: "REFUSED",
    errno.EADDRINUSE: "ADDRESS_IN_USE",
    errno.EADDRNOTAVAIL: "ADDRESS_NOT_AVAILABLE",
    errno.EMSGSIZE: "MESSAGE_TOO_LARGE",
    errno.ENOTCONN: "NOT_CONNECTED",
    errno.EBADF: "CLOSED",
    errno.EISCONN: "IS_CONNECTED",
    errno.ENOENT: "NOT_FOUND",
}


class Boom(Exception):
    pass


def kind(exc):
    if exc is None:
        return "none"
    if isinstance(exc, Boom):
        return "BOOM"
    if isinstance(exc, asyncio.CancelledError):
        return "CANCELLED"
    if isinstance(exc, asyncio.InvalidStateError):
        return "INVALID_STATE"
    if isinstance(exc, asyncio.SendfileNotAvailableError):
        return "NO_SENDFILE"
    if isinstance(exc, socket.gaierror):
        return f"GAI {exc.errno}"
    if isinstance(exc, OSError) and exc.errno in KINDS:
        return KINDS[exc.errno]
    if isinstance(exc, OSError) and "path too long" in str(exc):
        return "ARGUMENT"
    if isinstance(exc, RuntimeError):
        return "STATE"
    if isinstance(exc, (ValueError, TypeError)):
        return "ARGUMENT"
    return type(exc).__name__


def payload(word):
    return b"x" * int(word) if word.isdigit() else word.encode()


def shown(data):
    return f'"{data.decode()}"' if len(data) <= 40 else f"{len(data)} bytes"


class Run:
    def __init__(self, loop, folder):
        self.loop = loop
        self.folder = folder
        self.trace = {}
        self.received = {}
        self.things = {}
        self.actions = {}
        self.buffers = {}
        self.accepted = {}
        self.addresses = {}
        self.cleanup = []

    # What is heard

    def note(self, who, what):
        self.trace.setdefault(who, []).append(what)

    def heard_data(self, who, data):
        events = self.trace.setdefault(who, [])
        self.received[who] = self.received.get(who, 0) + len(data)
        if events and isinstance(events[-1], bytes):
            events[-1] += data
        else:
            events.append(bytes(data))

    def report(self, loop, context):
        self.note("loop", "report " + kind(context.get("exception")))

    def act(self, who, event, subject):
        """Does what the scenario has somebody do on an event; returns what eof_received returns."""
        result = None
        for words in self.actions.get((who, event), []):
            if words == ["raise"]:
                raise Boom()
            if words == ["keep_open"]:
                result = True
            elif words[0] in ("soon", "cancel", "resolve", "unwatch"):
                self.loop_step(words)
            else:
                self.transport_step(who, subject, words)
        return result

    # Steps on a transport

    def transport_step(self, who, transport, words):
        verb, *args = words
        if verb == "write":
            transport.write(payload(args[0]))
        elif verb == "writelines":
            transport.writelines([payload(arg) for arg in args])
        elif verb in ("write_eof", "close", "abort", "pause_reading", "resume_reading"):
            getattr(transport, verb)()
        elif verb in ("is_reading", "is_closing", "can_write_eof"):
            self.note(who, f"{verb} {str(getattr(transport, verb)()).lower()}")
        elif verb == "buffer_size":
            self.note(who, f"buffer_size {transport.get_write_buffer_size()}")
        elif verb == "limits":
            transport.set_write_buffer_limits(high=int(args[1]), low=int(args[0]))
        elif verb == "protocol":
            self.things[args[0]] = transport
            transport.set_protocol(self.protocol(args[0], transport))
        elif verb == "sendto":
            to = None if args[0] == "peer" else self.address(args[0])
            transport.sendto(payload(args[1]), to)
        else:
            raise SyntaxError(f"no step {words}")

    def protocol(self, who, transport=None):
        base = Buffered if who in self.buffers else Streaming
        made = base()
        made.run, made.who, made.transport = self, who, transport
        return made

    def accept(self, server):
        self.accepted[server] = self.accepted.get(server, 0) + 1
        return self.protocol(f"{server}{self.accepted[server]}")

    def address(self, who):
        thing = self.things[who]
        if isinstance(thing, socket.socket):
            return thing.getsockname()
        if isinstance(thing, asyncio.AbstractServer):
            return self.addresses[who]
        if isinstance(thing, tuple):
            return thing
        return thing.get_extra_info("sockname")

    # Waiting

    async def until(self, condition):
        while not condition():
            await asyncio.sleep(0.001)

    def count(self, who, event):
        return sum(1 for each in self.trace.get(who, []) if not isinstance(each, bytes) and each.split()[0] == event)

    async def settle(self, name, awaitable):
        future = asyncio.ensure_future(awaitable)
        self.things[name] = future
        return future

    def outcome(self, name, future):
        if future.cancelled():
            return "cancelled"
        if future.exception() is not None:
            return "failed " + kind(future.exception())
        return ("done " + self.value(name, future.result())).rstrip()

    def value(self, name, result):
        if isinstance(result, bytes):
            return shown(result)
        if isinstance(result, tuple) and isinstance(result[0], socket.socket):
            self.things[name] = result[0]
            self.cleanup.append(result[0].close)
            return "socket"
        if isinstance(result, tuple) and isinstance(result[0], bytes):
            return shown(result[0])
        if isinstance(result, list):
            return ", ".join(self.info(each) for each in result)
        if isinstance(result, int):
            return str(result)
        return ""

    @staticmethod
    def info(answer):
        family, type_, proto, _, address = answer
        name = {socket.AF_INET: "inet", socket.AF_INET6: "inet6"}[family]
        return f"{name} {type_} {proto} {address[0]} {address[1]}"

    # Steps of the scenario

    async def step(self, words):
        verb = words[0]
        if verb == "try":
            try:
                await self.step(words[1:])
                self.note("driver", " ".join(words[1:3]) + " ok")
            except (Exception, asyncio.CancelledError) as e:
                self.note("driver", " ".join(words[1:3]) + " " + kind(e))
        elif verb == "on":
            self.actions[words[1], words[2]] = [each.split() for each in " ".join(words[3:]).split(" ; ")]
        elif verb == "buffered":
            self.buffers[words[1]] = int(words[2])
        elif verb in self.plain:
            await self.plain[verb](self, *words[1:])
        elif verb in ("soon", "later", "cancel", "resolve", "fail", "then", "spin"):
            await self.loop_step_async(words)
        else:
            await self.step_of(words[0], words[1], words[2:])

    async def serve(self, name, *options):
        start = "idle" not in options
        if "unix" in options:
            path = os.path.join(self.folder, options[options.index("unix") + 1])
            self.things[name] = await self.loop.create_unix_server(
                lambda: self.accept(name), path, start_serving=start
            )
        elif "at" in options:
            host, port = self.address(options[options.index("at") + 1])[:2]
            self.things[name] = await self.loop.create_server(lambda: self.accept(name), host, port)
        else:
            self.things[name] = await self.loop.create_server(
                lambda: self.accept(name), "127.0.0.1", 0, start_serving=start
            )

        self.addresses[name] = self.things[name].sockets[0].getsockname()

    async def connect(self, name, to, *options):
        if to == "unix":
            path = os.path.join(self.folder, options[0])
            transport, _ = await self.loop.create_unix_connection(lambda: self.protocol(name), path)
        elif to == "host":
            transport, _ = await self.loop.create_connection(lambda: self.protocol(name), options[0], int(options[1]))
        elif to == "sock":
            transport, _ = await self.loop.create_connection(
                lambda: self.protocol(name), sock=self.things[options[0]]
            )
        else:
            address = self.address(to)
            accepted = self.accepted.get(to, 0)
            if isinstance(address, str):
                transport, _ = await self.loop.create_unix_connection(lambda: self.protocol(name), address)
            else:
                transport, _ = await self.loop.create_connection(lambda: self.protocol(name), *address[:2])
            if isinstance(self.things[to], asyncio.AbstractServer):
                await self.until(lambda: self.accepted.get(to, 0) > accepted)
        self.things[name] = transport

    async def endpoint(self, name, *options):
        words = dict(zip(options[::2], options[1::2]))
        local = ("127.0.0.1", 0)
        if "at" in words:
            local = self.address(words["at"])
        remote = self.address(words["to"]) if "to" in words else None
        transport, _ = await self.loop.create_datagram_endpoint(
            lambda: self.datagram(name), local_addr=local, remote_addr=remote
        )
        self.things[name] = transport

    def datagram(self, who):
        made = Datagrams()
        made.run, made.who, made.transport = self, who, None
        return made

    async def raw(self, name, how, to=None):
        made = socket.socket()
        self.cleanup.append(made.close)
        if how == "listens":
            made.bind(("127.0.0.1", 0))
            made.listen()
        elif how == "bound":
            made.bind(("127.0.0.1", 0))
        elif how == "accepts":
            made.close()
            made, _ = self.things[to].accept()
            self.cleanup.append(made.close)
        else:
            accepted = self.accepted.get(to, 0)
            made.connect(self.address(to)[:2])
            if isinstance(self.things[to], asyncio.AbstractServer):
                await self.until(lambda: self.accepted.get(to, 0) > accepted)
        self.things[name] = made

    async def open_socket(self, name, family, type_, *options):
        made = socket.socket(FAMILIES[family], socket.SOCK_STREAM if type_ == "listener" else TYPES[type_])
        made.setblocking(False)
        self.cleanup.append(made.close)
        if type_ == "listener":
            made.bind(("127.0.0.1", 0))
            made.listen()
        elif type_ == "datagram":
            made.bind(("127.0.0.1", 0))
        self.things[name] = made

    async def file(self, name, size):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as f:
            f.write(b"f" * int(size))
        self.things[name] = open(path, "rb")
        self.cleanup.append(self.things[name].close)

    async def touch(self, name):
        pathlib.Path(self.folder, name).touch()

    async def stale(self, name):
        left = socket.socket(socket.AF_UNIX)
        left.bind(os.path.join(self.folder, name))
        left.close()

    async def exists(self, name):
        self.note("driver", f"exists {name} {str(os.path.exists(os.path.join(self.folder, name))).lower()}")

    async def gone(self, name):
        """An address that nobody has any more."""
        with socket.socket() as left:
            left.bind(("127.0.0.1", 0))
            self.things[name] = left.getsockname()

    async def wait(self, name, event=None, count=None):
        if event is None:
            future = self.things[name]
            await asyncio.wait([future])
            self.note(name, self.outcome(name, future))
        elif event == "data":
            await self.until(lambda: self.received.get(name, 0) >= int(count))
        else:
            await self.until(lambda: self.count(name, event) >= int(count or 1))

    async def lookup(self, name, host, port, *options):
        words = dict(zip(options[::2], options[1::2]))
        await self.settle(name, self.loop.getaddrinfo(
            None if host == "nobody" else host,
            int(port),
            family=FAMILIES.get(words.get("family"), 0),
            type=TYPES.get(words.get("type"), int(words["number"]) if "number" in words else 0),
            proto=int(words.get("proto", 0)),
            flags=getattr(socket, words["flag"]) if "flag" in words else 0,
        ))

    async def future(self, name):
        self.things[name] = self.loop.create_future()

    async def job(self, name, how):
        def run():
            if how == "raise":
                raise Boom()
            return int(how)

        await self.settle(name, self.loop.run_in_executor(None, run))

    plain = {
        "serve": serve, "connect": connect, "endpoint": endpoint, "raw": raw, "socket": open_socket, "file": file,
        "touch": touch, "stale": stale, "exists": exists, "gone": gone, "await": wait, "lookup": lookup,
        "future": future, "job": job,
    }

    # Steps about callbacks and futures

    def loop_step(self, words):
        verb, *args = words
        if verb == "soon":
            self.things[args[0]] = self.loop.call_soon(self.ran, args[0])
        elif verb == "later":
            self.things[args[1]] = self.loop.call_later(int(args[0]) / 1000, self.ran, args[1])
        elif verb == "cancel":
            answer = self.things[args[0]].cancel()
            if isinstance(answer, bool):
                self.note(args[0], f"cancel {str(answer).lower()}")
        elif verb == "resolve":
            self.things[args[0]].set_result(int(args[1]))
        elif verb == "fail":
            self.things[args[0]].set_exception(Boom())
        elif verb == "unwatch":
            self.loop.remove_reader(self.things[args[0]])
            self.loop.remove_writer(self.things[args[0]])
        elif verb == "then":
            self.things[args[0]].add_done_callback(lambda _: self.ran(args[1]))
        else:
            raise SyntaxError(f"no step {words}")

    async def loop_step_async(self, words):
        if words[0] == "spin":
            for _ in range(int(words[1])):
                await asyncio.sleep(0)
        else:
            self.loop_step(words)

    def ran(self, name):
        self.note("callbacks", name)
        self.act(name, "run", None)

    # Steps of somebody

    async def step_of(self, who, verb, args):
        thing = self.things[who]
        if verb == "sendfile":
            name, offset, count = args[0], int(args[1]), int(args[2])
            await self.settle(args[-1], self.loop.sendfile(
                thing, self.things[name], offset, None if count < 0 else count))
        elif verb == "position":
            self.note(who, f"position {thing.tell()}")
        elif isinstance(thing, asyncio.AbstractServer):
            await self.server_step(who, thing, verb, args)
        elif isinstance(thing, socket.socket):
            await self.socket_step(who, thing, verb, args)
        elif isinstance(thing, asyncio.Future) and verb in ("result", "exception", "is_done"):
            call = thing.done if verb == "is_done" else getattr(thing, verb)
            answer = call()
            self.note(who, f"{verb} {kind(answer) if verb == 'exception' else str(answer).lower()}")
        else:
            self.transport_step(who, thing, [verb, *args])

    async def server_step(self, who, server, verb, args):
        if verb in ("close", "close_clients", "abort_clients"):
            getattr(server, verb)()
        elif verb == "is_serving":
            self.note(who, f"is_serving {str(server.is_serving()).lower()}")
        elif verb == "sockets":
            self.note(who, f"sockets {len(server.sockets)}")
        elif verb == "start_serving":
            await server.start_serving()
        elif verb in ("serve_forever", "wait_closed"):
            await self.settle(args[0], getattr(server, verb)())
            await asyncio.sleep(0)
        else:
            raise SyntaxError(f"no step {verb} of a server")

    async def socket_step(self, who, sock, verb, args):
        if verb == "send":
            sock.sendall(payload(args[0]))
        elif verb == "receive":
            await self.receive(who, sock, int(args[0]))
        elif verb == "shutdown":
            sock.shutdown(socket.SHUT_WR)
        elif verb == "reset":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()
        elif verb == "close":
            sock.close()
        elif verb == "recv":
            await self.operation(args[-1], self.loop.sock_recv(sock, int(args[0])))
        elif verb == "recv_into":
            await self.operation(args[-1], self.loop.sock_recv_into(sock, bytearray(int(args[0]))))
        elif verb == "recvfrom":
            await self.operation(args[-1], self.loop.sock_recvfrom(sock, int(args[0])))
        elif verb == "sendall":
            await self.operation(args[-1], self.loop.sock_sendall(sock, payload(args[0])))
        elif verb == "sendto":
            await self.operation(args[-1], self.loop.sock_sendto(sock, payload(args[1]), self.address(args[0])))
        elif verb == "connect":
            await self.operation(args[-1], self.loop.sock_connect(sock, self.address(args[0])))
        elif verb == "accept":
            await self.operation(args[-1], self.loop.sock_accept(sock))
        elif verb == "add_reader":
            self.loop.add_reader(sock, self.ran, args[0])
        elif verb == "add_writer":
            self.loop.add_writer(sock, self.ran, args[0])
        elif verb in ("remove_reader", "remove_writer"):
            self.note(who, f"{verb} {str(getattr(self.loop, verb)(sock)).lower()}")
        else:
            raise SyntaxError(f"no step {verb} of a socket")

    async def operation(self, name, coroutine):
        await self.settle(name, coroutine)
        await asyncio.sleep(0)

    async def receive(self, who, sock, count):
        sock.setblocking(False)
        got = b""
        while len(got) < count:
            try:
                part = sock.recv(65536)
            except BlockingIOError:
                await asyncio.sleep(0.001)
                continue
            except OSError as e:
                self.note(who, kind(e))
                return
            if not part:
                break
            got += part
        self.note(who, f"received {shown(got)}")
        if len(got) < count:
            self.note(who, "end")


class Heard:
    def connection_made(self, transport):
        self.transport = transport
        self.run.things[self.who] = transport
        self.run.note(self.who, "made")
        self.run.act(self.who, "made", transport)

    def pause_writing(self):
        self.run.note(self.who, "pause")
        self.run.act(self.who, "pause", self.transport)

    def resume_writing(self):
        self.run.note(self.who, "resume")
        self.run.act(self.who, "resume", self.transport)

    def connection_lost(self, exc):
        self.run.note(self.who, "lost " + kind(exc))
        self.run.act(self.who, "lost", self.transport)

    def eof_received(self):
        self.run.note(self.who, "eof")
        return self.run.act(self.who, "eof", self.transport)


class Streaming(Heard, asyncio.Protocol):
    def data_received(self, data):
        self.run.heard_data(self.who, data)
        self.run.act(self.who, "data", self.transport)


class Buffered(Heard, asyncio.BufferedProtocol):
    def get_buffer(self, sizehint):
        self.run.act(self.who, "get_buffer", self.transport)
        self.buffer = bytearray(self.run.buffers[self.who])
        return self.buffer

    def buffer_updated(self, nbytes):
        self.run.heard_data(self.who, self.buffer[:nbytes])
        self.run.act(self.who, "buffer_updated", self.transport)


class Datagrams(Heard, asyncio.DatagramProtocol):
    def datagram_received(self, data, addr):
        self.run.note(self.who, "datagram " + shown(data))
        self.run.act(self.who, "datagram", self.transport)

    def error_received(self, exc):
        self.run.note(self.who, "error " + kind(exc))
        self.run.act(self.who, "error", self.transport)


async def play(scenario, folder):
    loop = asyncio.get_running_loop()
    run = Run(loop, folder)
    loop.set_exception_handler(run.report)
    try:
        async with asyncio.timeout(PATIENCE):
            for line in scenario.steps:
                await run.step(line.split())
    except TimeoutError:
        run.note("driver", "TIMEOUT")
    for each in run.cleanup:
        each()
    return run.trace


class Scenario:
    def __init__(self, name):
        self.name = name
        self.steps = []
        self.python = (3, 11)


def read(path):
    """The scenarios of a file: '== name', then head lines 'word: text', then a step a line."""
    scenarios = []
    for line in path.read_text().splitlines():
        if line.startswith("== "):
            scenarios.append(Scenario(line[3:].strip()))
            head = True
        elif line.startswith("    ") or not line.strip() or line.startswith("#"):
            continue
        elif line.split()[0].endswith(":"):
            if line.startswith("python: "):
                scenarios[-1].python = tuple(int(part) for part in line.split()[1].split("."))
        else:
            scenarios[-1].steps.append(line.strip())
    return scenarios


def lines(trace):
    """Somebody a line; what came in pieces is one."""
    for who in sorted(trace):
        events = [f"data {shown(each)}" if isinstance(each, bytes) else each for each in trace[who]]
        yield f"{who}: " + ", ".join(events)


def main():
    here = pathlib.Path(__file__).parent
    wanted = sys.argv[1:]
    for path in sorted(here.glob("*.scenarios")):
        for scenario in read(path):
            if (wanted and scenario.name not in wanted) or scenario.python > sys.version_info[:2]:
                continue
            print(f"== {scenario.name}")
            with tempfile.TemporaryDirectory() as folder:
                trace = asyncio.run(play(scenario, folder))
            for line in lines(trace):
                print(f"    {line}")
            sys.stdout.flush()


if __name__ == "__main__":
    import logging

    logging.disable(logging.CRITICAL)
    main()
