"""Proposals made, looked at and decided: what an entry would be, put beside what it is by now."""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Min

from catalog.content.kinds import ContentError
from catalog.history.differences import Difference, Layout, Merge, Path, assembled, differences, merge, places
from catalog.history.documents import digest_of, document_of, kind_named
from catalog.history.edits import editing, tell
from catalog.history.labels import labels_of, layout_of
from catalog.history.telling import Labels
from catalog.models import Event, Proposal
from catalog.models.changes import recorded

LONGEST_LABEL, LONGEST_REMARK = 200, 500


class MovedOnError(Exception):
    """The entry, or the proposal, is not what it was when somebody looked at it and decided."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One place about which a proposal says something else than the entry does.

    ``after`` is what taking it makes of the place; in a conflict, where somebody else changed it too, what was
    proposed. ``name`` stands for the place in a form.
    """

    path: Path
    title: str
    base: object
    now: object
    after: object
    is_conflict: bool

    @property
    def name(self) -> str:
        return hashlib.sha256(json.dumps(self.path).encode()).hexdigest()[:12]


class Comparison:
    """A proposal beside its entry as it is now: what taking it would change, and what changed meanwhile."""

    def __init__(self, proposal: Proposal):
        self.proposal = proposal
        self.kind = kind_named(proposal.kind)
        self.now: dict | None = document_of(proposal.kind, proposal.key)
        # An address is changed on the entry's own page, which sees to the old one.
        layout = layout_of(self.kind)
        self.layout: Layout = replace(layout, left_out=layout.left_out | {"slug", "facet"})
        self.labels: Labels = labels_of(self.kind)

    @cached_property
    def entry(self):
        return entry_of(self.kind, self.proposal.key)

    @property
    def is_public(self):
        """Whether visitors see the entry now, or saw it when the proposal was made."""
        return self.proposal.is_public or (self.now or {}).get("editorial_state") == "published"

    @property
    def version(self) -> str:
        """Stands for the entry as it is now; a decision holds for what was looked at."""
        return digest_of(self.now or {})

    @property
    def is_base_known(self):
        return self.proposal.base is not None

    @cached_property
    def merged(self) -> Merge:
        base = self.proposal.base if self.is_base_known else self.now
        return merge(base, self.now, self.proposal.document, self.layout)

    @cached_property
    def matters(self) -> list[Matter]:
        merged, conflicts = self.merged.places, self.merged.conflicts
        base = places(self.proposal.base or {}, self.layout)
        now = places(self.now, self.layout)
        changed = {one.path for one in differences(self.now, assembled(merged, self.layout), self.layout)}
        found = []
        for path in [*now, *(path for path in [*merged, *conflicts] if path not in now)]:
            if path not in changed and path not in conflicts:
                continue
            after = conflicts[path].mine if path in conflicts else merged.get(path)
            found.append(
                Matter(
                    path=path,
                    title=self.labels.place(path),
                    base=base.get(path),
                    now=now.get(path),
                    after=after,
                    is_conflict=path in conflicts or not self.is_base_known,
                )
            )
        return found

    @cached_property
    def meanwhile(self) -> list[Difference]:
        """What others changed since the proposal was begun, and it says nothing about."""
        if not self.is_base_known:
            return []
        asked = {matter.path for matter in self.matters}
        changed = differences(self.proposal.base, self.now, self.layout)
        return [one for one in changed if one.path not in asked]

    @property
    def has_conflicts(self):
        return any(matter.is_conflict for matter in self.matters)

    def with_all_taken(self) -> dict:
        return self.with_decisions({matter.path: matter.after for matter in self.matters})

    def with_decisions(self, decided: dict[Path, object]) -> dict:
        """The entry as it is now, with the places that were decided; ``None`` takes one away."""
        held = self.merged.places | {matter.path: matter.now for matter in self.matters} | decided
        document = assembled({path: value for path, value in held.items() if value is not None}, self.layout)
        kept = {key: value for key, value in self.now.items() if key in self.layout.left_out}
        return kept | document


def entry_of(kind, key: str):
    """The stored entry of a natural key; None where there is none."""
    return kind.model.objects.filter(**dict(zip(kind.key, key.split(":"), strict=True))).first()


def changed_since(kind: str, key: str, version: str) -> list[tuple[int | None, str]]:
    """Who changed an entry since it was of some version, each once: the key of the account, and the name."""
    events = Event.objects.of(kind, key).edits()
    first = events.filter(was=version).values_list("pk", flat=True).first()
    since = events.edits().filter(pk__gte=first) if first else events.none()
    return list(
        since.values_list("by", "by_name").annotate(first=Min("pk")).order_by("first").values_list("by", "by_name")
    )


def proposed_differences(proposal: Proposal) -> list[Difference]:
    """What a proposal changes of what the entry was, whatever it is now."""
    return differences(proposal.base or {}, proposal.document, layout_of(kind_named(proposal.kind)))


def propose(*, kind, key, label, base, document, by, why="", origin=Proposal.Origin.EDITOR, is_public) -> Proposal:
    """Keep what somebody would make of an entry. His open proposal for it, if there is one, goes on with it."""
    with recorded():
        proposal = _kept(kind, key, label, base, document, by, why.strip(), origin, is_public)
        tell(Event.Action.HAND_IN, kind=kind, key=key, label=label, by=by, note=why.strip())
    return proposal


def _kept(kind, key, label, base, document, by, why, origin, is_public):
    if origin == Proposal.Origin.EDITOR:
        former = Proposal.objects.open().of(kind, key).filter(by=by, origin=origin).first()
        if former:
            return _continue(former, base, document, why)
    elif again := Proposal.objects.open().of(kind, key).filter(by=by, origin=origin, document=document).first():
        return again
    return Proposal.objects.create(
        kind=kind,
        key=key,
        label=label[:LONGEST_LABEL],
        is_public=is_public,
        origin=origin,
        base=base,
        document=document,
        why=why,
        by=by,
        by_name=by.get_username(),
    )


def _continue(former, base, document, why):
    """What was proposed first stays, but for what the same person now says otherwise."""
    layout = layout_of(kind_named(former.kind))
    together = merge(base or {}, former.document, document, layout)
    held = together.places | {path: conflict.mine for path, conflict in together.conflicts.items()}
    rest = {key: value for key, value in document.items() if key in layout.left_out}
    former.document = rest | assembled({path: value for path, value in held.items() if value is not None}, layout)
    former.why = why or former.why
    former.save(update_fields=["document", "why"])
    return former


def accept(comparison: Comparison, document: dict, *, by, answer: str = "") -> list[str]:
    """Make the entry what was decided, and close the proposal; what could not be had again of it, in words.

    Raises MovedOnError if either changed since they were compared, and ValidationError with what is wrong with the
    document; nothing is then written.
    """
    proposal, kind = comparison.proposal, comparison.kind
    note = f"Proposed by {proposal.by_name or 'somebody'}"
    note += f": {proposal.why}" if proposal.why else ""
    with editing(route=Event.Route.PROPOSAL, by=by, note=note):
        _hold(comparison)
        lacked = _lacks(comparison.entry)
        try:
            lost = kind.restore(proposal.key, document)
        except ContentError as error:
            raise ValidationError(str(error)) from error
        except IntegrityError as error:
            raise ValidationError("Another entry has its name or its address by now.") from error
        if worse := [one for one in _lacks(entry_of(kind, proposal.key)) if one not in lacked]:
            raise ValidationError(worse)
        proposal.decide(Proposal.State.ACCEPTED, by=by, answer=answer)
    return lost


def _lacks(entry) -> list[str]:
    """What a public entry would need to be published today; one that was imported may lack some of it."""
    if getattr(entry, "editorial_state", None) != "published":
        return []
    try:
        getattr(entry, "check_fit", entry.full_clean)()
    except ValidationError as error:
        return error.messages
    return []


def close(proposal: Proposal, state: str, *, by, answer: str = ""):
    """Decline or withdraw a proposal. Raises MovedOnError if somebody decided it first."""
    with recorded():
        if not Proposal.objects.open().filter(pk=proposal.pk).exists():
            raise MovedOnError
        proposal.decide(state, by=by, answer=answer)
        told = f"{proposal.get_state_display()}, a proposal by {proposal.by_name}"
        note = f"{told}: {answer}" if answer else f"{told}."
        action = Event.Action.WITHDRAW if state == Proposal.State.WITHDRAWN else Event.Action.SEND_BACK
        tell(action, kind=proposal.kind, key=proposal.key, label=proposal.label, by=by, note=note)


def _hold(comparison):
    """All editing waits for one lock, which is held here: so nothing changes between this look and the writing."""
    now = document_of(comparison.proposal.kind, comparison.proposal.key)
    if now is None or digest_of(now) != comparison.version:
        raise MovedOnError
    if not Proposal.objects.open().filter(pk=comparison.proposal.pk).exists():
        raise MovedOnError
