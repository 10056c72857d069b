from django.urls import include, path

from bench.naive.views import tool_list as naive
from bench.site import views

urlpatterns = [
    path("bench/hello/", views.hello),
    path("bench/plain/", views.plain),
    path("bench/joined/", views.joined),
    path("bench/cold/", views.cold),
    path("bench/naive/", naive),
    path("", include("config.urls")),
]
