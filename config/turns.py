"""Pages take turns, so that who saves has one page to wait for and not eight."""

from threading import Lock

from config.people.doors import is_of_the_desk

# A download of the whole catalogue takes seconds. Nobody waits that long for a page that takes milliseconds.
PATIENCE = 0.25  # seconds


def one_page_at_a_time(get_response):
    """Middleware: a worker makes one public page after the other; who waited for ``PATIENCE`` goes on regardless.

    A worker's threads share one interpreter, so pages made at the same time are not ready sooner: each is slower, and
    a save, which gives up the interpreter with each of a hundred questions to the database, waits for all of them. The
    desk takes no turns. Figures: docs/performance.md, "While editors save".
    """
    turn = Lock()

    def middleware(request):
        if is_of_the_desk(request):
            return get_response(request)
        is_ours = turn.acquire(timeout=PATIENCE)
        try:
            return get_response(request)
        finally:
            if is_ours:
                turn.release()

    return middleware
