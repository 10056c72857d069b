"""A form of an entry on its way: from being asked for to being saved, tried or sent back."""

import hashlib
import json
from contextlib import ExitStack
from dataclasses import dataclass

from django import forms
from django.utils.text import normalize_newlines

from catalog.content.kinds import Kind
from catalog.history.differences import differences
from catalog.history.labels import layout_of
from catalog.history.proposals import LONGEST_REMARK

VERSION, TOKEN, WHY = "_version", "_token", "_why"


class RemarkField(forms.CharField):
    """What somebody says of a change. Browsers send two letters for the end of a line and count one."""

    def to_python(self, value):
        return super().to_python(normalize_newlines(value or ""))


REMARK = RemarkField(required=False, max_length=LONGEST_REMARK)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A form that is tried and not saved, on an entry as it is at this moment. ``base`` is what the form began with."""

    kind: Kind
    key: str
    label: str
    version: str
    base: dict | None
    now: dict
    is_public: bool
    is_proposal: bool

    def changed_meanwhile(self):
        before = self.base if self.base is not None else self.now
        return differences(before, self.now, layout_of(self.kind))


@dataclass(kw_only=True)
class Sending:
    """A form of an entry, from being asked for to being saved. It stands on the request as ``sending``, since Django's
    admin hands nothing else from one of its steps to the next."""

    held: dict[str, str]  # what the form carries unseen: the version of its entry, and a token
    proposes: bool = False  # whether its sender may only propose
    token: str = ""  # the form's, together with what was filled in
    seen: str | None = None  # the version of the entry that the form is checked against
    attempt: Attempt | None = None  # how it is tried, if it is not simply saved
    refusal: str = ""  # why it is not saved this time
    edit: ExitStack | None = None  # what ends with it
    has_begun: bool = False  # whether its edit of the catalogue has: then nobody else can save


class Tried(Exception):  # noqa: N818 — an outcome, which undoes what led to it
    """What a form would have made, carried out of the transaction that it ends."""

    def __init__(self, document):
        super().__init__()
        self.document = document


class Overtaken(Exception):  # noqa: N818 — an outcome, after which all is looked at again
    """Somebody saved while a form was checked."""


def sending_of(request) -> Sending:
    """How far the form has got that this request is about; as if it were past all, where it is about a list."""
    return getattr(request, "sending", None) or Sending(held={}, has_begun=True)


def proposes(request):
    return sending_of(request).proposes


def is_tried(request):
    return sending_of(request).attempt is not None


def token_of(sent):
    """Stands for this form with what was filled in: the same form sent again with other words is another."""
    if not sent.get(TOKEN):
        return ""
    content = sorted((name, values) for name, values in sent.lists() if name != "csrfmiddlewaretoken")
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
