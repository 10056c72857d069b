"""A questionnaire has a history like everything else: what it is made of says before it is written whose it is.

Its tables are no ``Logged`` ones: no page shows a draft. So the edit they belong to is opened by whoever writes them,
which at the desk is each form (``catalog.admin.desk``); in a shell, each row that is written is one
(``catalog.history.aside``).
"""

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from advisor.models import (
    Choice,
    Condition,
    Effect,
    ExpectedCase,
    Question,
    Questionnaire,
    Verdict,
    VerdictRule,
    Waiver,
    Warning,
)
from advisor.models.conditions import OWNERS
from catalog.history.aside import look_after, look_before

GOING = "_rows_going"
PARTS = (Question, Choice, Effect, Condition, Verdict, VerdictRule, Warning, ExpectedCase, Waiver)


def owner_of(row) -> Questionnaire | None:
    """The questionnaire that a row of any of its tables belongs to."""
    if isinstance(row, Questionnaire):
        return row
    if isinstance(row, Condition):
        row = next((getattr(row, name) for name in OWNERS if getattr(row, f"{name}_id")), None)
    return row and row.questionnaire


def before_writing(sender, instance, **_signal):
    """A row that stands in another questionnaire until now takes that one along."""
    stored = sender.objects.filter(pk=instance.pk).first() if instance.pk else None
    _look_before([instance, *([stored] if stored else [])], instance, anew=True)


def after_saving(sender, instance, created, **_signal):
    if created and sender is Questionnaire:
        _look_before([instance], instance, is_new=True)
    look_after(instance)


def joining(sender, instance, action, **_signal):
    if action.startswith("post_"):
        look_after(instance)
    else:
        _look_before([instance], instance, anew=True)


def before_deleting(sender, instance, origin, **_signal):
    """All rows that go at once, by one instance or one queryset, are one edit. Each is announced before any goes."""
    origin.__dict__.setdefault(GOING, set()).add((sender, instance.pk))
    _look_before([instance], origin, is_going=isinstance(instance, Questionnaire))


def after_deleting(sender, instance, origin, **_signal):
    going = origin.__dict__[GOING]
    going.discard((sender, instance.pk))
    if not going:
        look_after(origin)


def _look_before(rows, about, **told):
    questionnaires = [owner for row in rows if (owner := owner_of(row))]
    look_before(Questionnaire, questionnaires, about=about, **told)


for model in (Questionnaire, *PARTS):
    pre_save.connect(before_writing, sender=model)
    post_save.connect(after_saving, sender=model)
    pre_delete.connect(before_deleting, sender=model)
    post_delete.connect(after_deleting, sender=model)
for through in (Condition.choices.through, Verdict.tool_kinds.through):
    m2m_changed.connect(joining, sender=through)
