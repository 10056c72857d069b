"""In front of the admin's own addresses, whose login these take over. The names are those that Django's pages use."""

from django.contrib import admin
from django.contrib.auth.views import PasswordResetCompleteView, PasswordResetDoneView
from django.urls import path

from config.people import views

urlpatterns = [
    path("login/", views.log_in),
    path("second-factor/", admin.site.admin_view(views.second_factor_page), name="second_factor"),
    path("password/forgotten/", views.Reset.as_view(), name="admin_password_reset"),
    path("password/sent/", PasswordResetDoneView.as_view(title="Look into your mail"), name="password_reset_done"),
    path("password/<uidb64>/<token>/", views.SetPassword.as_view(), name="password_reset_confirm"),
    path(
        "password/set/", PasswordResetCompleteView.as_view(title="Your password is set"), name="password_reset_complete"
    ),
]
