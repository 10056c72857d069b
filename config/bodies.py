from io import BytesIO
from threading import BoundedSemaphore, Thread


class BodyGate:
    """Reads a request's body before the application starts, within limits of size, time and number.

    The server hands a request over once its headers are there; a body that trickles in would then hold one
    of its threads for as long as the sender likes, and a few such senders would hold them all. So a body has
    some seconds to arrive and only some may be awaited at once, which leaves threads free for readers.
    """

    def __init__(self, application, *, most_bytes: int, seconds: float, at_once: int):
        self.application = application
        self.most_bytes = most_bytes
        self.seconds = seconds
        self.places = BoundedSemaphore(at_once)

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length == 0:
            return self.application(environ, start_response)
        if length > self.most_bytes:
            return refuse(start_response, "413 Content Too Large", "This is more than the site accepts.")
        if not self.places.acquire(blocking=False):
            return refuse(start_response, "503 Service Unavailable", "Too much arrives at once. Try again.")
        try:
            body = self.read(environ["wsgi.input"], length)
        finally:
            self.places.release()
        if len(body) < length:
            return refuse(start_response, "408 Request Timeout", "This took too long to arrive. Try again.")
        environ["wsgi.input"] = BytesIO(body)
        return self.application(environ, start_response)

    def read(self, stream, length: int) -> bytes:
        """The body, or as good as nothing when it is late: its reader ends when the sender goes away."""
        received = []
        reader = Thread(target=lambda: received.append(stream.read(length)), daemon=True)
        reader.start()
        reader.join(self.seconds)
        return received[0] if received else b""


def refuse(start_response, status: str, message: str):
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")])
    return [message.encode()]
