"""What an entry is called: its natural key may change, and may later be another entry's."""

from django.db.models import Max, Q, QuerySet

from catalog.models import Event

BEGINS = Q(action=Event.Action.CREATE) | ~Q(former_key="")  # by these a key comes to mean an entry


def present_key(event: Event) -> str:
    """The key that the event's entry has now, whatever it was called then."""
    key, last = event.key, event.pk
    while later := Event.objects.filter(kind=event.kind, former_key=key, pk__gt=last).order_by("pk").first():
        key, last = later.key, later.pk
    return key


def events_of_entry(kind: str, key: str) -> QuerySet[Event]:
    """All that was done to the entry that has this key now, under whatever key it had; not to others that had it."""
    found, until = Event.objects.none(), None
    while key:
        named = Event.objects.of(kind, key)
        if until:
            named = named.filter(pk__lt=until)
        begun = named.filter(BEGINS).order_by("-pk").defer("before", "changes").first()
        found = found | (named.filter(pk__gte=begun.pk) if begun else named)
        key, until = (begun.former_key, begun.pk) if begun else ("", None)
    return found


def beginnings(kind: str, keys) -> dict[str, int]:
    """For each of these keys the event since which it means the entry that has it now, where the trail tells."""
    begun = Event.objects.filter(BEGINS, kind=kind, key__in=keys)
    return dict(begun.order_by().values_list("key").annotate(Max("pk")))
