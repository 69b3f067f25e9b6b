import asyncio


def show(server):
    print(f"serving: {'yes' if server.is_serving() else 'no'}, sockets: {len(server.sockets)}")


async def main():
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    async with server:
        show(server)
    show(server)


asyncio.run(main())
