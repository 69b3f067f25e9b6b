import asyncio
import functools

loop = asyncio.new_event_loop()
loop.call_soon(functools.partial(print, "Hello", flush=True))
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
