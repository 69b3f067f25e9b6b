import asyncio
import sys
import urllib.parse


async def print_headers(url):
    secure = url.scheme == "https"
    port = url.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(url.hostname, port, ssl=secure or None)
    writer.write(f"HEAD {url.path or '/'} HTTP/1.0\r\nHost: {url.hostname}\r\n\r\n".encode("latin-1"))

    while (line := (await reader.readline()).decode("latin-1").strip()):
        print("HTTP header>", line)

    writer.close()


asyncio.run(print_headers(urllib.parse.urlsplit(sys.argv[1])))
