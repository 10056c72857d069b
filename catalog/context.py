from django.conf import settings


def site(request):
    """The site's own address, for links that must be absolute; from a setting, never from the request."""
    return {"site_url": settings.SITE_URL}
