from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from catalog.views.components import components
from config import public_urls
from config.public_urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

admin.site.site_header = "Wayfinder: editors’ desk"
admin.site.site_title = "Wayfinder"
admin.site.index_title = "What needs you"

DESK = settings.DESK_PATH.removeprefix("/")

urlpatterns = [
    path(DESK, include("config.people.urls")),  # before the admin's own, for its login
    path(f"{DESK}components/", components, name="components"),
    path(DESK, admin.site.urls),
    *public_urls.urlpatterns,
]
