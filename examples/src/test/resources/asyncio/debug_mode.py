import asyncio
import threading
import time


def call_from_a_wrong_thread(loop):
    try:
        loop.call_soon(print, "never")
    except RuntimeError:
        print("callSoon was refused on another thread")


def start_and_join(loop):
    thread = threading.Thread(target=call_from_a_wrong_thread, args=(loop,))
    thread.start()
    thread.join()


loop = asyncio.new_event_loop()
loop.set_debug(True)
loop.slow_callback_duration = 0.01
loop.call_soon(time.sleep, 0.05)
loop.call_soon(start_and_join, loop)
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
