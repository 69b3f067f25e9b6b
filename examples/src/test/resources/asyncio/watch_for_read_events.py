import asyncio
import socket

near, far = socket.socketpair()
loop = asyncio.new_event_loop()


def read():
    print("Received:", near.recv(100).decode())
    loop.remove_reader(near)
    loop.stop()


loop.add_reader(near, read)
loop.call_soon(far.send, b"abc")
try:
    loop.run_forever()
finally:
    near.close()
    far.close()
    loop.close()
