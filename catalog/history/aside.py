"""For entries whose tables are not ``Logged``: what is written to them outside of an edit becomes one of its own.

At the desk every form is an edit already, and what it touches is kept by that. A command or a shell saves a row alone:
then the entry is looked at before the row is written and again after, and the two are compared as at an edit's end.
"""

from catalog.changes import recorded
from catalog.models.changes import Recorder, open_recorder, touching

ASIDE = "_entries_before"


def look_before(model, rows, *, about, anew=False, **told):
    """Keep the entries of these rows as they are. ``about`` is what the signals are about: an instance, or a queryset.

    ``anew`` forgets what was kept before: a save that failed told nobody that it had ended.
    """
    if anew:
        about.__dict__.pop(ASIDE, None)
    recorder = open_recorder()
    if recorder is None:
        recorder = about.__dict__.setdefault(ASIDE, Recorder())
    touching.send(model, recorder=recorder, rows=rows, **told)


def look_after(about):
    """Tell what became of the entries that were kept aside, if any were."""
    before = about.__dict__.pop(ASIDE, None)
    if before is None:
        return
    with recorded() as recorder:
        for kind, entries in before.kept.items():
            kept = recorder.kept.setdefault(kind, {})
            kept |= {pk: entry for pk, entry in entries.items() if pk not in kept}
