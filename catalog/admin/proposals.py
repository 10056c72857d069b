"""One screen for whatever waits for a decision: an editor's change, or two people's changes to one entry."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import normalize_newlines

from catalog.admin.desk import DeskAdmin
from catalog.admin.saving import PUBLISHED, names_of
from catalog.admin.sending import REMARK, VERSION
from catalog.history.documents import digest_of, kind_named
from catalog.history.proposals import (
    Comparison,
    Matter,
    MovedOnError,
    accept,
    changed_since,
    close,
    proposed_differences,
)
from catalog.history.telling import Piece, pieces, shortened
from catalog.models import Proposal

TAKE, KEEP, OWN = "take", "keep", "own"
MOVED_ON = "The entry was changed again while you looked at it. Look again: what you chose is kept."
LONGEST_NUMBER = 18  # digits


@dataclass(kw_only=True)
class Row:
    """A place on the screen: what stands there and what would, marked, and what was chosen about it."""

    matter: Matter
    now: list[Piece]
    after: list[Piece]
    conflict: str
    is_editable: bool
    choice: str
    text: str
    error: str = ""

    @property
    def name(self):
        return self.matter.name

    @property
    def title(self):
        return self.matter.title

    @property
    def is_conflict(self):
        return self.matter.is_conflict

    @property
    def lines(self):
        return min(20, 1 + self.text.count("\n") + len(self.text) // 80)


class Screen:
    """A proposal as somebody sees it, with what he chose of each place so far."""

    def __init__(self, proposal: Proposal, sent=None):
        self.proposal = proposal
        self.comparison = Comparison(proposal)
        self.sent = sent or {}
        # Where two people have to agree on what visitors see, words of his own would be seen by one alone.
        self.may_reword = not (settings.FOUR_EYES and self.comparison.is_public)
        is_open = proposal.is_open and self.comparison.now is not None
        self.rows = [self._row(matter) for matter in self.comparison.matters] if is_open else []

    def _row(self, matter):
        labels = self.comparison.labels
        now, after = labels.value(matter.path, matter.now), labels.value(matter.path, matter.after)
        found = shortened(pieces(now, after))
        conflict = ""
        if matter.is_conflict:
            was = labels.value(matter.path, matter.base)
            known = f"Before: “{was}”" if self.comparison.is_base_known else "What it was before is not known."
            conflict = f"Both changed this. {known}"
        row = Row(
            matter=matter,
            now=[piece for piece in found if piece.kind != "new"] if matter.now is not None else [],
            after=[piece for piece in found if piece.kind != "gone"] if matter.after is not None else [],
            conflict=conflict,
            is_editable=self.may_reword and self._is_editable(matter),
            choice=self.sent.get(f"choice-{matter.name}", "" if matter.is_conflict else TAKE),
            text="",
        )
        if row.is_editable:
            row.text = self.sent.get(f"text-{matter.name}", _as_text(matter.after))
        return row

    def _is_editable(self, matter):
        """Texts, figures and lists of lines; not what is chosen from others."""
        values = [value for value in (matter.now, matter.after) if value is not None]
        is_written = all(type(value) in {str, int} or _is_lines(value) for value in values)
        return is_written and len(matter.path) == 1 and not self.comparison.labels.is_choice(matter.path[0])

    def decided(self) -> dict | None:
        """The entry as was chosen; None where a row has no choice or one that cannot be read, which it then says."""
        chosen = {}
        for row in self.rows:
            try:
                chosen[row.matter.path] = self._value(row)
            except ValidationError as error:
                row.error = error.message
        return None if any(row.error for row in self.rows) else self.comparison.with_decisions(chosen)

    def _value(self, row):
        if row.choice == TAKE:
            return row.matter.after
        if row.choice == KEEP:
            return row.matter.now
        if row.choice == OWN and row.is_editable:
            return _read(row.text, like=row.matter.now if row.matter.now is not None else row.matter.after)
        raise ValidationError("Choose what shall stand here.")

    @property
    def sentences(self):
        """What a proposal said, once there is nothing left to choose."""
        if self.rows or (self.proposal.is_open and self.comparison.now is not None):
            return []
        return [self.comparison.labels.sentence(one) for one in proposed_differences(self.proposal)]

    @property
    def meanwhile(self):
        if not self.rows:
            return []
        return [self.comparison.labels.sentence(one) for one in self.comparison.meanwhile]


def _is_lines(value):
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def _as_text(value):
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else str(value)


def _read(text, *, like):
    """A typed value, of the type that stands there; None for an empty one."""
    if "\0" in text:
        raise ValidationError("Remove the invisible characters; typing the text anew is the easiest way.")
    text = normalize_newlines(text).strip()
    if isinstance(like, list):
        return [line.strip() for line in text.splitlines() if line.strip()] or None
    if isinstance(like, int):
        if text and not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
            raise ValidationError("Write a whole number, in digits only.")
        return int(text) if text else None
    return text or None


class OwnFilter(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Mine")]

    def queryset(self, request, queryset):
        return queryset.filter(by=request.user) if self.value() == "mine" else queryset


@admin.register(Proposal)
class ProposalAdmin(DeskAdmin):
    when_empty = "No proposals. An editor's change to what visitors see comes here, for a publisher to decide."
    list_display = ["label", "kind_in_words", "by_name", "made_at", "state", "origin", "decided_by_name"]
    list_filter = ["state", OwnFilter, "origin", "kind"]
    search_fields = ["label", "key", "by_name", "why"]
    search_help_text = "Name of the entry, who proposed it, or why"
    date_hierarchy = "made_at"

    @admin.display(description="kind", ordering="kind")
    def kind_in_words(self, proposal):
        return kind_named(proposal.kind).model._meta.verbose_name

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def may_decide(self, request, comparison):
        """Publishers; with four eyes not on their own. A collision on a draft is put together by whoever had it."""
        proposal, opts = comparison.proposal, comparison.kind.model._meta
        is_own = proposal.by_id == request.user.pk
        if is_own and proposal.origin == Proposal.Origin.COLLISION and not comparison.is_public:
            return request.user.has_perm(f"{opts.app_label}.change_{opts.model_name}")
        return self.has_publish_permission(request) and not (settings.FOUR_EYES and is_own and comparison.is_public)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Proposals", **(extra_context or {})})

    # The screen

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        proposal = self.get_object(request, unquote(object_id)) if object_id else None
        if not self.has_view_permission(request, proposal) or object_id is None:
            raise PermissionDenied
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self._show(request, Screen(proposal))
        screen = Screen(proposal, request.POST)
        may_decide, is_own = self.may_decide(request, screen.comparison), proposal.by_id == request.user.pk
        if not (may_decide or is_own):
            raise PermissionDenied
        if not proposal.is_open:
            return self._show(request, screen, "This was decided meanwhile.")
        try:
            answer = REMARK.clean(request.POST.get("answer"))
        except ValidationError as error:
            return self._show(request, screen, f"Your answer: {error.messages[0]}")
        if "_withdraw" in request.POST and is_own:
            return self._close(request, screen, Proposal.State.WITHDRAWN, answer)
        if not may_decide:
            raise PermissionDenied
        if "_decline" in request.POST:
            if not answer:
                return self._show(request, screen, "Say why you decline it: whoever proposed it will read that.")
            return self._close(request, screen, Proposal.State.DECLINED, answer)
        return self._accept(request, screen, answer)

    def _accept(self, request, screen, answer):
        if screen.comparison.now is None:
            return self._show(request, screen, "The entry is not there any more.")
        if request.POST.get(VERSION) != screen.comparison.version:
            return self._show(request, screen, MOVED_ON)
        document = screen.decided()
        if document is None:
            return self._show(request, screen, "Choose on the places that are marked.")
        becomes_public = document.get("editorial_state") == PUBLISHED != screen.comparison.now.get("editorial_state")
        if becomes_public and (settings.FOUR_EYES or not self.has_publish_permission(request)):
            raise PermissionDenied
        try:
            lost = accept(screen.comparison, document, by=request.user, answer=answer)
        except MovedOnError:
            return self._show(request, Screen(self.get_object(request, screen.proposal.pk), request.POST), MOVED_ON)
        except ValidationError as error:
            return self._show(request, screen, *(f"It cannot be saved like this: {text}" for text in error.messages))
        for words in lost:
            self.message_user(request, f"Left out, since it is not there any more: {words}.", messages.WARNING)
        self.message_user(request, f"“{screen.proposal.label}” is changed.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _close(self, request, screen, state, answer):
        try:
            close(screen.proposal, state, by=request.user, answer=answer)
        except MovedOnError:
            screen.proposal.refresh_from_db()
            return self._show(request, screen, "This was decided meanwhile.")
        self.message_user(request, f"{state.label}; the entry stays as it is.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _show(self, request, screen, *problems):
        proposal, comparison = screen.proposal, screen.comparison
        is_own = proposal.by_id == request.user.pk
        is_collision = is_own and proposal.origin == Proposal.Origin.COLLISION
        may_decide = proposal.is_open and self.may_decide(request, comparison)
        others = []
        if comparison.is_base_known:
            others = changed_since(proposal.kind, proposal.key, digest_of(proposal.base))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{proposal.label}: {'two changes' if is_collision else 'a proposal'}",
            "opts": self.opts,
            "proposal": proposal,
            "kind_in_words": comparison.kind.model._meta.verbose_name,
            "entry_url": self._entry_url(comparison),
            "is_own": is_own,
            "is_gone": comparison.now is None,
            "problems": problems,
            "sentences": screen.sentences,
            "version": comparison.version,
            "rows": screen.rows,
            "meanwhile": screen.meanwhile,
            "meanwhile_by": names_of(others, request.user),
            "may_decide": may_decide,
            "may_withdraw": is_own and proposal.is_open,
            "answer": request.POST.get("answer", ""),
            "what_to_do": _what_to_do(screen, may_decide, is_collision, names_of(others, request.user)),
            "proposed_title": "Yours" if is_own else "Proposed",
            "take_label": "Take mine" if is_own else "Take the proposal",
            "accept_label": "Save both together" if is_collision else "Accept what is chosen",
            "withdraw_label": "Drop what I typed" if is_collision else "Withdraw it",
        }
        return TemplateResponse(request, "admin/catalog/proposal/change_form.html", context)

    @staticmethod
    def _entry_url(comparison):
        entry = comparison.entry
        return entry and reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_change", args=[entry.pk])


def _what_to_do(screen, may_decide, is_collision, others):
    if is_collision:
        if screen.comparison.has_conflicts:
            return f"While you typed, {others} changed some of the same places. Choose there; all else is put together."
        return f"While you typed, {others} changed other places of this entry. Both changes fit together: save them."
    if may_decide:
        own = ", or put it in your words" if screen.may_reword else ""
        return f"Take or keep each place{own}. Visitors see what you accept at once."
    return "A publisher decides about each of these. Until then visitors see what is there now."
