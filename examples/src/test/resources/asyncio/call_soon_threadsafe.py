import asyncio
import threading

received = []


def produce(loop):
    for number in range(1, 1001):
        loop.call_soon_threadsafe(received.append, number)
    loop.call_soon_threadsafe(loop.stop)


loop = asyncio.new_event_loop()
thread = threading.Thread(target=produce, args=(loop,))
thread.start()
loop.run_forever()
thread.join()
loop.close()
print(f"Received {len(received)} numbers, the last is {received[-1]}")
