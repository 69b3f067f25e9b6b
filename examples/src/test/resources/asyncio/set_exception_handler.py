import asyncio


def handler(loop, context):
    what = "A callback failed" if "handle" in context else context["message"]
    print(f"{what}: {context.get('exception', 'no exception')}")


def fail():
    raise ValueError("nothing to be done")


loop = asyncio.new_event_loop()
loop.set_exception_handler(handler)
loop.call_soon(fail)
loop.call_soon(print, "The loop goes on")
loop.call_soon(loop.call_exception_handler, {"message": "Reported by hand"})
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
