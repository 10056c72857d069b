"""The form to log in with: name, password, and a code for who has a second factor."""

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError

from config.people import second_factor


class LoginForm(AdminAuthenticationForm):
    """A wrong password and a wrong code are answered alike, so that nobody learns that he has guessed one of them."""

    code = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text="Only if you use a second factor: from your app, or a recovery code.",
    )

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "Name and password are not right together, or the code is not. "
        "Both name and password may depend on capitals; a code works once.",
    }

    def confirm_login_allowed(self, user):
        try:
            super().confirm_login_allowed(user)
            if second_factor.has_one(user) and not second_factor.accepts(user, self.cleaned_data.get("code", "")):
                raise self.get_invalid_login_error()
        except ValidationError:  # the password was right, so Django has told nobody
            user_login_failed.send(__name__, credentials={"username": user.get_username()}, request=self.request)
            raise


admin.site.login_form = LoginForm
