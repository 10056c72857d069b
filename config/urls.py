from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from catalog.views.components import components
from config import sitemap

admin.site.site_header = "Wayfinder: editors' desk"
admin.site.site_title = "Wayfinder"
admin.site.index_title = "What needs you"

urlpatterns = [
    path("admin/", include("config.people.urls")),  # before the admin's own, for its login
    path("admin/components/", components, name="components"),
    path("admin/", admin.site.urls),
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
