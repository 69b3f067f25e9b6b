import asyncio
import sys

if not hasattr(asyncio, "DefaultEventLoopPolicy"):
    print("this Python has no policies any more", file=sys.stderr)
    sys.exit(77)


class CustomPolicy(asyncio.DefaultEventLoopPolicy):
    def get_event_loop(self):
        loop = super().get_event_loop()
        print("Somebody gets the loop, closed:", "yes" if loop.is_closed() else "no")
        return loop

    def new_event_loop(self):
        print("Somebody makes a loop")
        return super().new_event_loop()


def found(loop):
    same = asyncio.get_event_loop() is loop
    print("The running loop is found without the policy:", "yes" if same else "no")
    loop.stop()


asyncio.set_event_loop_policy(CustomPolicy())
asyncio.set_event_loop(asyncio.new_event_loop())
loop = asyncio.get_event_loop()
loop.call_soon(found, loop)
loop.run_forever()
loop.close()
asyncio.set_event_loop_policy(None)
