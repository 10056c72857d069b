from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import live
from catalog.models import Tool


@never_cache
@require_safe
def healthz(request):
    """Whether the process answers; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """Whether the site can serve: the database answers and has the tables this version needs, and the index stands."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        Tool.objects.published().exists()
        live.current()
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
