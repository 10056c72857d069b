"""Logging in, and passwords forgotten. None of it tells whether a name or an address has an account."""

import math

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.core import signing
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalog.history.edits import speaking
from catalog.models import Event
from config.people import codes, links, second_factor, typed
from config.people.models import Try
from config.people.sessions import end_sessions
from config.people.throttle import begin_try, client_address, known_device, remember_device


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request):
    if request.method != "POST":
        return admin.site.login(request)
    carried = typed.carried_by(request)
    if carried and "username" not in request.POST:  # from the page that asked to wait
        return typed.login_page(request, carried)
    name = request.POST.get("username", "")
    device = known_device(request, name)
    tried, wait = begin_try(Try.Kind.LOGIN, name=name, address=client_address(request), device=device)
    if wait:
        return too_many_tries(request, wait, carried)
    response = admin.site.login(request, {"typed": carried.signed()} if carried else None)
    if isinstance(response, HttpResponseRedirect):
        tried.delete()
        if carried:
            response = typed.offer(request, carried)
        remember_device(response, name, device)
    return response


def too_many_tries(request, wait: int, carried=None):
    """Wait so many seconds. The words are the same whether or not there is such an account."""
    context = {
        **admin.site.each_context(request),
        "title": "Too many tries",
        "minutes": math.ceil(wait / 60),
        "typed": carried.signed() if carried else "",
    }
    return TemplateResponse(
        request, "people/too_many_tries.html", context, status=429, headers={"Retry-After": str(wait)}
    )


class ResetForm(PasswordResetForm):
    def save(self, **options):
        links.send_aside(self.get_users(self.cleaned_data["email"]))

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


SETTING_UP_TAKES = 60 * 60  # seconds at most


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"})
    )


@never_cache
def second_factor_page(request):
    """One's own second factor: set it up, have new recovery codes, turn it off. Each needs a code that is right."""
    is_on = second_factor.has_one(request.user)
    form, recovery_codes = CodeForm(), None
    if request.method == "POST":
        name = request.user.get_username()
        device = known_device(request, name)
        tried, wait = begin_try(Try.Kind.LOGIN, name=name, address=client_address(request), device=device)
        if wait:
            return too_many_tries(request, wait)
        form = CodeForm(request.POST)
        salt = salt_of(request)
        code = form.cleaned_data["code"] if form.is_valid() else ""
        if not is_on and salt:
            recovery_codes = second_factor.begin(request.user, salt, code)
        elif is_on and second_factor.accepts(request.user, code):
            if "end" in request.POST and not settings.SECOND_FACTOR:
                second_factor.end(request.user)
                messages.success(request, "Your second factor is off. From now on name and password let you in.")
                return HttpResponseRedirect(request.path)
            recovery_codes = second_factor.new_recovery_codes(request.user)
        if recovery_codes:
            tried.delete()
            end_sessions(request.user, but=request.session.session_key)
        elif code:
            form.add_error(
                "code", "This is not right, or was used already. Wait for the next code, and look at the clock."
            )
    salt = salt_of(request) or second_factor.new_salt()
    secret = second_factor.secret_of(salt)
    context = {
        **admin.site.each_context(request),
        "title": "Second factor",
        "form": form,
        "is_on": is_on,
        "is_demanded": settings.SECOND_FACTOR,
        "recovery_codes": recovery_codes,
        "signed_salt": signing.dumps([request.user.pk, salt], salt=SETTING_UP),
        "secret": codes.as_text(secret),
        "app_link": codes.app_link(
            secret, account=request.user.get_username(), issuer=f"Wayfinder ({settings.SITE_HOST})"
        ),
    }
    return TemplateResponse(request, "people/second_factor.html", context, headers={"Cache-Control": "no-store"})


SETTING_UP = "second-factor"


def salt_of(request) -> str:
    """The salt of the secret that his page showed; empty if that was not ours, not his, or too long ago."""
    try:
        user, salt = signing.loads(request.POST.get("salt", ""), salt=SETTING_UP, max_age=SETTING_UP_TAKES)
    except (signing.BadSignature, ValueError):
        return ""
    return salt if user == request.user.pk else ""
