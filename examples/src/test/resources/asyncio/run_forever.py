import asyncio


def stop_and_schedule(loop):
    print("stops the loop")
    loop.stop()
    loop.call_soon(print, "was scheduled by the last iteration: runs next time")


loop = asyncio.new_event_loop()
loop.call_soon(print, "runs, though the loop was stopped before")
loop.stop()
loop.run_forever()

loop.call_soon(stop_and_schedule, loop)
loop.call_soon(print, "was scheduled before stop: runs")
loop.run_forever()

print("running:", "yes" if loop.is_running() else "no")
loop.stop()
loop.run_forever()
loop.close()
