import asyncio
import socket


async def wait_for_data():
    near, far = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=near)
    asyncio.get_running_loop().call_soon(far.send, b"abc")

    print("Received:", (await reader.read(100)).decode())
    writer.close()
    await writer.wait_closed()
    far.close()


asyncio.run(wait_for_data())
