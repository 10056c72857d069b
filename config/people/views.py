"""Logging in, and passwords forgotten. None of it tells whether a name or an address has an account."""

import math

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalog.history.edits import speaking
from catalog.models import Event
from config.people import links
from config.people.models import Try
from config.people.throttle import begin_try, client_address, known_device, remember_device


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request):
    if request.method != "POST":
        return admin.site.login(request)
    name = request.POST.get("username", "")
    device = known_device(request, name)
    tried, wait = begin_try(Try.Kind.LOGIN, name=name, address=client_address(request), device=device)
    if wait:
        return too_many_tries(request, wait)
    response = admin.site.login(request)
    if isinstance(response, HttpResponseRedirect):
        tried.delete()
        remember_device(response, name, device)
    return response


def too_many_tries(request, wait: int):
    """Wait so many seconds. The words are the same whether or not there is such an account."""
    context = {**admin.site.each_context(request), "title": "Too many tries", "minutes": math.ceil(wait / 60)}
    return TemplateResponse(
        request, "people/too_many_tries.html", context, status=429, headers={"Retry-After": str(wait)}
    )


class ResetForm(PasswordResetForm):
    def save(self, **options):
        for user in self.get_users(self.cleaned_data["email"]):
            links.send_aside(links.reset(user))

    def get_users(self, email):
        """Everybody with access to the desk, also who was invited and has not set a password yet."""
        return get_user_model().objects.filter(email__iexact=email, is_active=True, is_staff=True)


class Reset(PasswordResetView):
    form_class = ResetForm
    title = "New password"

    def form_valid(self, form):
        _, wait = begin_try(Try.Kind.RESET, name=form.cleaned_data["email"], address=client_address(self.request))
        return too_many_tries(self.request, wait) if wait else super().form_valid(form)


class SetPassword(PasswordResetConfirmView):
    title = "Set your password"

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        """Who has set a password by a link is known on this browser, whatever strangers try meanwhile."""
        with speaking(route=Event.Route.DESK, by=self.user, note="By a link."):
            response = super().form_valid(form)
        remember_device(response, self.user.get_username())
        return response
