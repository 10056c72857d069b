"""Previews of drafts: for the desk, and by links for people without an account."""

import secrets

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.crypto import salted_hmac

from catalog.admin.desk import counted
from catalog.admin.saving import one_edit
from catalog.admin.sending import TOKEN
from catalog.history.documents import kind_of
from catalog.history.edits import tell_of
from catalog.models import Event, PreviewLink
from catalog.models.previews import MOST_DAYS, digest_of
from catalog.views.preview import KEPT_TO_ITSELF, preview_page


class NewLinkForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Works for",
        coerce=int,
        choices=[(1, "1 day"), (3, "3 days"), (MOST_DAYS, f"{MOST_DAYS} days")],
        initial=3,
    )


class Previewed:
    """For the admin of what has a page of its own, and a ``preview_links`` relation."""

    def get_urls(self):
        app, model = self.opts.app_label, self.opts.model_name
        return [
            path("<int:pk>/preview/", self.admin_site.admin_view(self.preview), name=f"{app}_{model}_preview"),
            path("<int:pk>/links/", self.admin_site.admin_view(self.links), name=f"{app}_{model}_links"),
            *super().get_urls(),
        ]

    def preview(self, request, pk):
        """The public page as it will be."""
        entry = self._entry_or_404(request, pk)
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        state = entry.get_editorial_state_display()
        return preview_page(request, entry, f"Only editors see this page; its state is “{state}”.")

    def links(self, request, pk):
        """The live links to a draft, by which people without an account look at it. Made and ended by who may edit."""
        entry = self._entry_or_404(request, pk)
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        live = entry.preview_links.live().select_related("made_by")
        form, made = NewLinkForm(), None
        if request.method == "POST" and "end" in request.POST:
            return self._end(request, entry, live)
        if request.method == "POST" and not entry.is_public:
            form = NewLinkForm(request.POST)
            if form.is_valid():
                made = self._made(request, entry, form.cleaned_data["days"])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Preview links to “{entry}”",
            "opts": self.opts,
            "entry": entry,
            "form": form,
            "made": made,
            "token": secrets.token_urlsafe(16),
            "live": live,
        }
        return TemplateResponse(request, "admin/preview_links.html", context, headers=KEPT_TO_ITSELF)

    def _made(self, request, entry, days):
        """The address of a new link. The same form sent again gives the same one, unless that is dead by now."""
        form = request.POST.get(TOKEN) or secrets.token_hex()
        whose = f"{request.user.pk} {kind_of(type(entry)).name} {entry.pk} {days} {form}"
        token = salted_hmac("preview-link", whose, algorithm="sha256").hexdigest()
        with one_edit(request):
            if not Event.objects.filter(token=digest_of(token)).exists():
                PreviewLink.make(entry, by=request.user, days=days, token=token)
                note = f"It works for {counted(days, 'day')}."
                tell_of(Event.Action.MAKE_LINK, entry, note=note, token=digest_of(token))
                self.log_change(request, entry, f"Made a preview link for {counted(days, 'day')}.")
        if not PreviewLink.objects.opened_by(token).exists():
            self.message_user(request, "The link that this form made works no longer. Make another.", messages.WARNING)
            return None
        return settings.SITE_URL + reverse("catalog:preview", args=[token])

    def _end(self, request, entry, live):
        given = request.POST["end"]
        with one_edit(request):
            ended = given.isascii() and given.isdecimal() and live.filter(pk=int(given[:18])).delete()[0]
            if ended:
                tell_of(Event.Action.END_LINK, entry)
        if ended:
            self.log_change(request, entry, "Ended a preview link.")
            self.message_user(request, "The link is dead.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _entry_or_404(self, request, pk):
        entry = self.get_object(request, str(pk))
        if entry is None:
            raise Http404("There is no such entry.")
        return entry
