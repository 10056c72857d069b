"""A questionnaire has a history like everything else: what it is made of says before it is written whose it is.

Its tables are no ``Logged`` ones: no page shows a draft. So the edit they belong to is opened by whoever writes them,
which at the desk is each form (``catalog.admin.desk``).
"""

from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

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
from catalog.changes import recorded
from catalog.models.changes import touching

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
    _touch([instance, *([stored] if stored else [])])


def after_saving(sender, instance, created, **_signal):
    if created:
        _touch([instance], is_new=True)


def before_joining(sender, instance, action, **_signal):
    if action in {"pre_add", "pre_remove", "pre_clear"}:
        _touch([instance])


def before_deleting(sender, instance, **_signal):
    _touch([instance], is_going=isinstance(instance, Questionnaire))


def _touch(rows, **told):
    questionnaires = [owner for row in rows if (owner := owner_of(row))]
    with recorded() as recorder:
        touching.send(Questionnaire, recorder=recorder, rows=questionnaires, **told)


for model in (Questionnaire, *PARTS):
    pre_save.connect(before_writing, sender=model)
    pre_delete.connect(before_deleting, sender=model)
post_save.connect(after_saving, sender=Questionnaire)
for through in (Condition.choices.through, Verdict.tool_kinds.through):
    m2m_changed.connect(before_joining, sender=through)
