from smtplib import SMTPException

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from catalog.admin.desk import DeskAdmin
from catalog.history.edits import tell
from catalog.models import Event
from config.people import links
from config.people.roles import Role, give_role, role_of

admin.site.unregister([User, Group])  # groups are kept by config.people.roles, and nobody has rights of his own


class AccountForm(forms.ModelForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "email" in self.fields:
            self.fields["email"].required = True
            self.fields["email"].help_text = "The link to set a password goes there."

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Somebody has this address already.")
        return email


class PersonForm(AccountForm):
    """An account with its role, for whoever may give one."""

    role = forms.ChoiceField(
        required=False,
        choices=[("", "None: no access"), *Role.choices],
        widget=forms.RadioSelect,
        help_text="A role may do all that the ones above it may. A change holds from the next page on.",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["role"] = role_of(self.instance) or ""


@admin.register(User)
class UserAdmin(DeskAdmin):
    """Accounts and roles. No password is typed here: everybody sets his own by a link."""

    when_empty = "Nobody has an account yet."
    list_display = ["username", "email", "role", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role(self, user):
        if user.is_superuser:
            return "Superuser: everything"
        held = role_of(user)
        return held.value if held else "None"

    # Who may change what

    def has_change_permission(self, request, obj=None):
        """Who could set a superuser's address could have his password reset, and be one."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request, obj=None):
        return False

    def may_give_role(self, request, user):
        """Nobody gives himself a role, takes his own, or shuts himself out; a superuser needs none."""
        return user is None or (user != request.user and not user.is_superuser)

    def get_form(self, request, obj=None, change=False, **options):
        may = self.may_give_role(request, obj) and (obj is None or self.has_change_permission(request, obj))
        return super().get_form(request, obj, change=change, form=PersonForm if may else AccountForm, **options)

    def get_fieldsets(self, request, obj=None):
        access = ["role", "is_active"]
        return [
            (None, {"fields": ["username", ("first_name", "last_name"), "email"]}),
            ("Access", {"fields": access if obj else access[:1]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [] if self.may_give_role(request, obj) else ["role", "is_active"]

    def save_model(self, request, user, form, change):
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)
        if "role" in form.cleaned_data:
            give_role(user, form.cleaned_data["role"])

    # The link to set a password

    def response_add(self, request, user, post_url_continue=None):
        return HttpResponseRedirect(reverse("admin:auth_user_link", args=[user.pk]))

    def get_urls(self):
        link = self.admin_site.admin_view(self.link)
        return [path("<int:pk>/link/", link, name="auth_user_link"), *super().get_urls()]

    def link(self, request, pk):
        """Send a link to set a password; where no mail is sent, show it once, to be handed over."""
        user = User.objects.filter(pk=pk).first()
        if user is None:
            raise Http404("There is no such account.")
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        can_log_in = user.is_active and user.is_staff
        link = None
        if request.method == "POST" and can_log_in:
            if settings.MAIL_IS_SENT:
                return self._send(request, user)
            link = links.password_link(user)
            tell(Event.Action.INVITE, kind="user", key=user.username, label=user.username)
            self.log_change(request, user, "Made a link to set a password.")
        return TemplateResponse(
            request,
            "admin/auth/user/link.html",
            {
                **self.admin_site.each_context(request),
                "title": f"A link for {user}",
                "opts": self.opts,
                "person": user,
                "can_log_in": can_log_in,
                "link": link,
                "mail_is_sent": settings.MAIL_IS_SENT,
            },
        )

    def _send(self, request, user):
        try:
            links.invitation(user).send()
        except (SMTPException, OSError) as error:
            text = f"The mail to {user.email} could not be sent ({type(error).__name__}). Try again later."
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.path)
        tell(Event.Action.INVITE, kind="user", key=user.username, label=user.username, note=f"Sent to {user.email}.")
        self.log_change(request, user, "Sent a link to set a password.")
        self.message_user(request, f"A link to set a password is on its way to {user.email}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
