import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    transport, _ = await loop.create_connection(asyncio.Protocol, *address)

    sock = transport.get_extra_info("socket")
    if sock is not None:
        print("TCP_NODELAY:", sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
    same = transport.get_extra_info("peername") == address
    print("The peer is the server:", "yes" if same else "no")
    print("TLS:", "yes" if transport.get_extra_info("cipher") else "no")

    transport.close()
    server.close()


asyncio.run(main())
