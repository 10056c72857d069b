"""Pages take turns, so that who saves has one page to wait for, as a rule, and not eight."""

from threading import Lock

from django.conf import settings

from config.people.doors import is_of_the_desk

# A part of the sitemap, or a page that finds the index replaced, may take seconds. Nobody waits for those.
PATIENCE = 0.25  # seconds


def one_page_at_a_time(get_response):
    """Middleware: a worker makes one public page after the other; who waited for ``PATIENCE`` goes on regardless.

    A worker's threads share one interpreter, so pages made at the same time are not ready sooner: each is slower, and
    a save, which gives up the interpreter with each of eighty questions to the database, waits for all of them. The
    desk takes no turns, nor do probes. Figures: docs/performance.md, "While editors save".
    """
    turn = Lock()

    def middleware(request):
        if is_of_the_desk(request) or request.path_info in settings.PROBE_PATHS:
            return get_response(request)
        is_ours = turn.acquire(timeout=PATIENCE)
        try:
            return get_response(request)
        finally:
            if is_ours:
                turn.release()

    return middleware
