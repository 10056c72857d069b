from django.conf import settings
from django.core.checks import Error, register
from django.urls import Resolver404, get_resolver, resolve

from config.people.doors import WITHOUT_DESK


@register
def desk_hides_no_page(app_configs, **_options):
    """The desk answers for everything below its address, which may be chosen."""
    try:
        resolve(settings.DESK_PATH, WITHOUT_DESK)
    except Resolver404:
        below = [route for route in routes(get_resolver(WITHOUT_DESK)) if f"/{route}".startswith(settings.DESK_PATH)]
    else:
        below = [settings.DESK_PATH]
    if not below:
        return []
    hint = "Set WAYFINDER_ADMIN_PATH to an address that the site does not use."
    return [Error(f"The desk would hide the page {below[0]}.", hint=hint, id="people.E001")]


def routes(resolver, before=""):
    """Every address of a resolver as its patterns write it: ``tools/<name:slug>/``."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern, route)
        else:
            yield route
