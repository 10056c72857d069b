"""How the desk's forms are saved: over nobody else's work, once, and into a proposal where that is all one may.

A form carries the version of its entry that it was opened with, and a token of its own. If the entry is another by
the time it comes back, or is public and not the sender's to change, the form is tried: saved, read back as a document,
and undone. What it would have made is kept as a proposal: nothing is overwritten, and nothing that was typed is lost.
"""

import secrets
from contextlib import ExitStack, nullcontext

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.forms.models import model_to_dict
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst

from catalog.admin.refused import CHANGED_MEANWHILE, DELETED_MEANWHILE, RefusedForm, tell_what_rows_are_stored
from catalog.admin.rows import with_gone_rows_as_new
from catalog.admin.sending import (
    REMARK,
    TOKEN,
    VERSION,
    WHY,
    Attempt,
    Overtaken,
    Sending,
    Tried,
    is_tried,
    proposes,
    sending_of,
    token_of,
)
from catalog.content.kinds import Kind, key_of
from catalog.history.authors import last_writer
from catalog.history.differences import differences
from catalog.history.documents import digest_of, document_of, kind_of, version_of
from catalog.history.edits import document_before, editing
from catalog.history.labels import labels_of, layout_of
from catalog.history.proposals import Comparison, MovedOnError, accept, changed_since, entry_of, propose
from catalog.models import Event, Proposal

PUBLISHED = "published"  # of tools and of texts alike


class SavingAdmin(admin.ModelAdmin):
    """Forms that are saved as this module says, and who may save them.

    What visitors see is changed, and made visible, only by who may publish (``config.people.roles`` says who that is);
    with four eyes, by him with somebody else's proposal only.
    """

    publish_permission = "catalog.publish_tool"

    # Who may what

    def is_public(self, entry):
        """Whether visitors see the entry itself."""
        return getattr(entry, "editorial_state", None) == PUBLISHED

    def has_publish_permission(self, request):
        return request.user.has_perm(self.publish_permission)

    def has_change_permission(self, request, obj=None):
        """A form that can only propose is open for writing too, since what it makes is undone."""
        is_open = self._is_within_reach(request, obj) or proposes(request)
        return super().has_change_permission(request, obj) and is_open

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._is_within_reach(request, obj)

    def _is_within_reach(self, request, entry):
        if entry is None or not self.is_public(entry):
            return True
        return self.has_publish_permission(request) and not settings.FOUR_EYES

    def _can_only_propose(self, request, entry):
        """Whether this person may change such entries, but not this one while it is public."""
        may_change = super().has_change_permission(request, entry)
        return may_change and self.document_kind is not None and not self._is_within_reach(request, entry)

    @property
    def document_kind(self) -> Kind | None:
        """The kind of the entries, if a document can be made one."""
        kind = kind_of(self.model)
        return kind if kind and kind.restore else None

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "editorial_state"] if proposes(request) and obj else fields

    def save_model(self, request, obj, form, change):
        if not self._is_within_reach(request, obj) and not (change and is_tried(request)):
            raise PermissionDenied
        if not sending_of(request).has_begun:  # a list that is edited in place has begun by itself
            self._begin_edit(request)
            stored = type(obj).objects.filter(pk=obj.pk).first() if change else None
            if self._former_event(request) or self._version_to_be_replaced(request, stored) != request.sending.seen:
                raise Overtaken
        if is_tried(request) and "slug" in form.changed_data:
            told = "The address was not kept. Change it when this is saved."
            self.message_user(request, told, messages.WARNING)
        super().save_model(request, obj, form, change)

    def in_want_of_another(self, request, entry) -> str:
        """Why this person may not make the entry public, in words: with four eyes not what he wrote last."""
        if not settings.FOUR_EYES:
            return ""
        is_own = getattr(request, "wrote", False) or last_writer(entry) == request.user.pk
        return "You wrote it last. Here somebody else has to publish it." if is_own else ""

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        request.wrote = bool(message)  # nothing is told of a form that changes nothing
        return message

    # The form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            request.sending = Sending(held={TOKEN: secrets.token_urlsafe(16)})
            # The version is read before the form is: what happens in between makes it too old, never too new.
            request.sending.held[VERSION] = self._version(request, self._entry(request, object_id))
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = request.POST
        if "_saveasnew" in sent:  # Django would make a copy, though none is offered
            sent = sent.copy()
            del sent["_saveasnew"]
        request.POST = sent
        try:
            return self._save_form(request, object_id, form_url, extra_context)
        except (Overtaken, IntegrityError):
            request.POST = sent
            return self._save_form(request, object_id, form_url, extra_context, alone=True)

    def _save_form(self, request, object_id, *args, alone=False):
        """To check a long form takes a while, so others are kept waiting only while it is saved.

        The form is taken for one of the entry as it is, until it is about to be written or has to come back. Raises
        Overtaken if it is not, or somebody saved in between; ``alone``, nobody can.
        """
        held = {name: request.POST.get(name, "") for name in (VERSION, TOKEN)}
        request.sending = sending = Sending(held=held, token=token_of(request.POST))
        try:
            with ExitStack() as sending.edit:
                if alone:
                    self._begin_edit(request)
                if former := self._former_event(request):
                    return self._already_saved(request, former)
                entry = self._entry(request, object_id)
                if entry is None and held[VERSION]:
                    return self._as_new(request, object_id)
                if self._is_trusted(request, entry, alone):
                    sending.seen = held[VERSION]
                else:
                    sending.attempt = self._attempt(request, entry)
                if sending.seen is None:
                    sending.seen = self._version(request, entry)
                if self._is_outdated(request, entry):
                    sending.refusal = CHANGED_MEANWHILE
                try:
                    REMARK.clean(request.POST.get(WHY))
                except ValidationError as error:
                    sending.refusal = f"Your reason: {error.messages[0]}"
                # Django's own changeform_view begins a transaction at once.
                response = self._changeform_view(request, object_id, *args)
                if not sending.has_begun and self._is_overtaken(request, entry):
                    raise Overtaken
                return response
        except Tried as tried:
            return self._keep(request, sending.attempt, tried.document)

    def _is_overtaken(self, request, entry):
        """Whether what a form was checked against is past: the same form was saved meanwhile, or somebody else's."""
        return bool(self._former_event(request)) or self._version(request, entry) != request.sending.seen

    def _is_trusted(self, request, entry, alone):
        """Whether a form's own word is taken, for the time being, that it began with the entry as it is."""
        has_version = entry is not None and self.document_kind is not None and request.sending.held[VERSION]
        return bool(has_version) and not alone and not proposes(request)

    def _begin_edit(self, request):
        request.sending.edit.enter_context(one_edit(request, token=request.sending.token))
        request.sending.has_begun = True

    @staticmethod
    def _former_event(request):
        """What this very form has saved before."""
        return Event.objects.filter(token=request.sending.token).first() if request.sending.token else None

    def _entry(self, request, object_id):
        """The entry whose form this is, and a note whether it can only be proposed to; None for a new one."""
        entry = None if object_id is None else self.get_object(request, unquote(object_id))
        request.sending.proposes = entry is not None and self._can_only_propose(request, entry)
        return entry

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """As Django's, which copies all that was sent for each of the formsets."""
        found = {"instance": obj, "prefix": prefix, "queryset": inline.get_queryset(request)}
        if request.method == "POST":
            found |= {"data": request.POST, "files": request.FILES}
        return found

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        sending, kind = request.sending, self.document_kind
        attempt = sending.attempt
        context |= {"held_by_form": sending.held, "proposes": sending.proposes, "why": request.POST.get(WHY)}
        if attempt and attempt.version != digest_of(attempt.now):
            labels = labels_of(kind)
            context["meanwhile"] = [labels.sentence(one) for one in attempt.changed_meanwhile()]
            context["meanwhile_by"] = names_of(changed_since(kind.name, attempt.key, attempt.version), request.user)
        if obj is not None and kind is not None:
            waiting = Proposal.objects.open().of(kind.name, key_of(obj))
            context["waiting_proposals"] = [(one, page_of(one)) for one in waiting]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _version(self, request, entry):
        """Stands for the entry with all that its form shows of it; empty for a new one."""
        if entry is None:
            return ""
        kind = kind_of(self.model)
        return digest_of((kind and document_of(kind.name, key_of(entry))) or self._shown(request, entry))

    def _version_to_be_replaced(self, request, entry):
        """The same within the edit that is about to write: the trail wants its document anyway."""
        kept = entry and document_before(entry)
        return digest_of(kept) if kept else self._version(request, entry)

    def _shown(self, request, entry):
        names = flatten_fieldsets(self.get_fieldsets(request, entry))
        shown = {name: str(value) for name, value in model_to_dict(entry, fields=names).items()}
        rows = {prefix: list(rows.values()) for prefix, rows in self._stored_rows(request, entry)}
        return shown | rows

    def _is_outdated(self, request, entry):
        """Whether an entry of which no document can be written is another by now. The next press overwrites it."""
        if entry is None or self.document_kind is not None:
            return False
        held = request.sending.held
        sent, held[VERSION] = held[VERSION], self._version(request, entry)
        if not sent or sent == held[VERSION]:
            return False
        request.POST = with_gone_rows_as_new(self._stored_keys(request, entry), request.POST)
        return True

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change=change, **options)
        refusal = sending_of(request).refusal
        return type(form.__name__, (RefusedForm, form), {"refusal": refusal}) if refusal else form

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        if sending_of(request).refusal == CHANGED_MEANWHILE:
            for formset in formsets:
                tell_what_rows_are_stored(formset)
        return formsets, inlines

    # What is not simply saved

    def _attempt(self, request, entry):
        """How the form is tried; None for one that is saved: its entry is as it was when the form was opened."""
        kind = self.document_kind
        if entry is None or kind is None:
            return None
        key, version = key_of(entry), request.sending.held[VERSION]
        now = document_of(kind.name, key)
        request.sending.seen = seen = digest_of(now)
        base = now if version in {"", seen} else version_of(kind.name, key, version)
        is_stale = base is None or (base is not now and bool(differences(base, now, layout_of(kind))))
        if not is_stale and not proposes(request):
            return None
        if is_stale:
            request.POST = with_gone_rows_as_new(self._stored_keys(request, entry), request.POST)
        return Attempt(
            kind=kind,
            key=key,
            label=str(entry),
            version=version,
            base=base,
            now=now,
            is_public=self.is_public(entry),
            is_proposal=proposes(request),
        )

    def _as_new(self, request, object_id):
        """The form of an entry that somebody deleted comes back as one for a new entry, with all that was typed."""
        if not self.has_add_permission(request):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        formsets = [formset for formset, _ in self.get_formsets_with_inlines(request)]
        owners = tuple(f"-{formset.fk.name}" for formset in formsets if hasattr(formset, "fk"))
        sent = with_gone_rows_as_new({formset.get_default_prefix(): set() for formset in formsets}, request.POST)
        for name in [name for name in sent if name.endswith(owners)]:
            sent[name] = ""
        request.POST = sent
        request.sending.held[VERSION] = ""
        request.sending.refusal = DELETED_MEANWHILE
        add = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return self._changeform_view(request, None, add, None)

    def _stored_rows(self, request, entry):
        """The prefix of each formset, and its rows as they are stored."""
        for formset, inline in self.get_formsets_with_inlines(request, entry):
            rows = formset(instance=entry, queryset=inline.get_queryset(request)).get_queryset()
            yield formset.get_default_prefix(), rows

    def _stored_keys(self, request, entry):
        return {prefix: _keys(rows) for prefix, rows in self._stored_rows(request, entry)}

    def save_formset(self, request, form, formset, change):
        """What no document holds, such as the time at which a draft is published, is undone when a form is tried."""
        if is_tried(request) and formset.model not in request.sending.attempt.kind.parts and formset.has_changed():
            told = f"“{capfirst(formset.model._meta.verbose_name)}” was not kept. Set it again when this is saved."
            self.message_user(request, told, messages.WARNING)
        super().save_formset(request, form, formset, change)

    def log_change(self, request, obj, message):
        """Called when all is saved: a form that was only tried ends here."""
        if is_tried(request):
            saved = type(obj).objects.get(pk=obj.pk)
            raise Tried(document_of(request.sending.attempt.kind.name, key_of(saved)))
        return super().log_change(request, obj, message)

    def _keep(self, request, attempt, document):
        """What a form would have made becomes a proposal, or is put together at once with what the same person did."""
        back = HttpResponseRedirect(request.path)
        given = {"kind": attempt.kind.name, "key": attempt.key, "base": attempt.base, "document": document}
        if not Comparison(Proposal(**given)).matters:
            told = (
                "You changed nothing, so there is nothing to propose."
                if attempt.is_proposal
                else "It is saved already."
            )
            self.message_user(request, told, messages.WARNING if attempt.is_proposal else messages.SUCCESS)
            return back
        origin = Proposal.Origin.EDITOR if attempt.is_proposal else Proposal.Origin.COLLISION
        proposal = propose(
            **given,
            label=attempt.label,
            by=request.user,
            why=REMARK.clean(request.POST.get(WHY)),
            origin=origin,
            is_public=attempt.is_public,
        )
        if attempt.is_proposal:
            self.message_user(request, "Your change is proposed. A publisher compares and decides.", messages.SUCCESS)
            return HttpResponseRedirect(page_of(proposal))
        comparison = Comparison(proposal)
        others = changed_since(attempt.kind.name, attempt.key, attempt.version)
        if others and not comparison.has_conflicts and all(by == request.user.pk for by, _ in others):
            try:
                accept(comparison, comparison.with_all_taken(), by=request.user)
            except (ValidationError, MovedOnError):
                told = "What you sent does not fit together with what you saved from another page. It is kept here."
                self.message_user(request, told, messages.WARNING)
                return HttpResponseRedirect(page_of(proposal))
            self.message_user(request, "Saved, together with what you saved from another page.", messages.SUCCESS)
            return back
        return HttpResponseRedirect(page_of(proposal))

    def _already_saved(self, request, former):
        """The second press of one button leads to what the first one made."""
        self.message_user(request, f"“{former.label}” was saved already; nothing was made twice.", messages.SUCCESS)
        pages = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        made = (
            entry_of(self.document_kind, former.key)
            if self.document_kind and self.document_kind.name == former.kind
            else None
        )
        page = reverse(f"{pages}_change", args=[made.pk]) if made else reverse(f"{pages}_changelist")
        return HttpResponseRedirect(page)


def _keys(rows):
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def one_edit(request, token=""):
    """What one press of a button does is one edit of the catalogue, and this person's."""
    if request.method != "POST":
        return nullcontext()
    return editing(by=request.user, route=Event.Route.DESK, token=token)


def page_of(proposal):
    return reverse("admin:catalog_proposal_change", args=[proposal.pk])


def names_of(people, user) -> str:
    """These keys of accounts and their names, in words: “ada”, “you and ada”."""
    names = dict.fromkeys("you" if key == user.pk else name or "somebody" for key, name in people)
    return " and ".join(names) or "somebody"
