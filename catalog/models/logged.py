"""Tables that the index and the pages are made of. Whatever writes them notes it in the change log, at once with it."""

from django.db import models
from django.db.models.signals import class_prepared, m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver

from catalog.models.changes import MOST_KEYS, Change, recorded, touching


class LoggedQuerySet(models.QuerySet):
    """Writing many rows at once is noted as saving each of them would be."""

    def update(self, **values):
        key = self.model.change_key
        with recorded() as change:
            # One more than an edit names is enough to make it one of everything.
            keys = self.order_by().values_list(key, flat=True).distinct()[: MOST_KEYS + 1] if key else [0]
            keys = list(keys)
            touching.send(self.model, recorder=change, rows=self)
            changed = super().update(**values)
            if changed:
                change.noted |= {(self.model.change_kind, key) for key in keys}
                if moves_parts(values):  # to whomever
                    change.everything()
        return changed

    def bulk_create(self, objs, *args, **options):
        with recorded() as change:
            objs = list(objs)
            touching.send(self.model, recorder=change, rows=objs)
            created = super().bulk_create(objs, *args, **options)
            touching.send(self.model, recorder=change, rows=created, is_new=True)
            for instance in created:
                instance.note_in(change)
        return created

    def bulk_update(self, objs, *args, **options):
        with recorded():
            return super().bulk_update(objs, *args, **options)

    def delete(self):
        with recorded():
            return super().delete()

    delete.queryset_only = True  # as Django has it: no manager deletes all


class Logged(models.Model):
    """A table that the index or a page is made of.

    ``change_kind`` says what a change of a row is noted as, and ``change_key`` which column names the tool or maker
    that it concerns; there is none for the taxonomy and for what there is to read.
    """

    change_kind = Change.Kind.TOOL
    change_key = "tool_id"

    objects = LoggedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **options):
        with recorded():
            super().save(*args, **options)

    def delete(self, *args, **options):
        with recorded():
            note_former_tool(type(self), self)
            return super().delete(*args, **options)

    def note_in(self, change):
        key = getattr(self, self.change_key) if self.change_key else 0
        if key is None:  # the database did not say which row it made
            change.everything()
        else:
            change.noted.add((self.change_kind, key))


def moves_parts(columns):
    return not {"tool", "tool_id"}.isdisjoint(columns)


def note_former_tool(sender, instance, update_fields=None, **_signal):
    """A part of a tool may have moved from another, and another process may have moved it: both tools change."""
    if sender.change_key != "tool_id" or instance.pk is None:
        return
    if update_fields is not None and not moves_parts(update_fields):
        return
    with recorded() as change:
        for former in sender.objects.filter(pk=instance.pk).values_list("tool_id", flat=True):
            change.tool(former)


def before_saving(sender, instance, **signal):
    with recorded() as change:
        if instance.pk is not None:
            touching.send(sender, recorder=change, rows=sender.objects.filter(pk=instance.pk))
        touching.send(sender, recorder=change, rows=[instance])
    note_former_tool(sender, instance, **signal)


def after_saving(sender, instance, created, **_signal):
    with recorded() as change:
        if created:
            touching.send(sender, recorder=change, rows=[instance], is_new=True)
        instance.note_in(change)


def before_deleting(sender, instance, **_signal):
    with recorded() as change:
        touching.send(sender, recorder=change, rows=[instance], is_going=True)
        instance.note_in(change)


@receiver(class_prepared)
def note_what_saves_and_deletes_send(sender, **_signal):
    """Signals reach what methods do not: rows that go because another goes, and rows that loaddata brings."""
    if issubclass(sender, Logged):
        sender._meta.base_manager_name = "objects"  # by which `maker.tools.add(tool)` writes
        pre_save.connect(before_saving, sender=sender)
        post_save.connect(after_saving, sender=sender)
        pre_delete.connect(before_deleting, sender=sender)


@receiver(m2m_changed)
def note_joined(sender, instance, action, reverse, model, pk_set, **_signal):
    """The rows that join two tables have no model of ours to note themselves; Django sends this within its transaction.

    They are noted as what they belong to: the terms that a term implies, the tools that a guide names.
    """
    owner = sender._meta.auto_created
    if not owner or not issubclass(owner, Logged):
        return
    if action == "pre_clear" or (action in {"pre_add", "pre_remove"} and pk_set):
        with recorded() as change:
            if reverse and action == "pre_clear":  # from the other side, and it names none of the owners
                join = next(field for field in owner._meta.many_to_many if field.remote_field.through is sender)
                rows = owner.objects.filter(**{join.name: instance})
            else:
                rows = model.objects.filter(pk__in=pk_set) if reverse else [instance]
            touching.send(owner, recorder=change, rows=rows)
            change.noted.add((owner.change_kind, 0))
