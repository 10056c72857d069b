"""A desk that only listed addresses reach. To all others the site answers as if there were none."""

import ipaddress

from django.conf import settings

from config.people.throttle import client_address

WITHOUT_DESK = "config.public_urls"


def closed_desk(get_response):
    """Strangers get the site's addresses without the desk's: each answer is then the one to any unknown address."""

    def middleware(request):
        if settings.DESK_NETWORKS and not is_listed(client_address(request)):
            request.urlconf = WITHOUT_DESK
        return get_response(request)

    return middleware


def is_of_the_desk(request) -> bool:
    """Whether a request is for the desk, from where there is one."""
    is_closed = getattr(request, "urlconf", None) == WITHOUT_DESK
    return request.path_info.startswith(settings.DESK_PATH) and not is_closed


def is_listed(address: str) -> bool:
    """Whether an address is in one of ``settings.DESK_NETWORKS``; one of version 4 also in version 6's clothes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in settings.DESK_NETWORKS)
