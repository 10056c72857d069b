"""What visitors can ask for: the whole site but the editors' desk."""

from django.conf import settings
from django.urls import include, path

from config import sitemap

urlpatterns = [
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap.sitemap_part, name="sitemap_part"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("", include("catalog.urls")),  # before the advisor's, which use its path converter
    path("advisor/", include("advisor.urls")),
    path("api/v1/advisor/", include("advisor.api_urls")),
]
if "debug_toolbar" in settings.INSTALLED_APPS:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))

handler400 = "catalog.views.errors.bad_request"
handler403 = "catalog.views.errors.forbidden"
handler404 = "catalog.views.errors.not_found"
handler500 = "catalog.views.errors.server_error"
