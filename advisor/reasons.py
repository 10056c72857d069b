"""What speaks for a tool and against it, in terms of the answers, and what we do not know. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.catalogue import Entry
from advisor.snapshot import Effect

MOST_FOR, LEAST_FOR, MOST_AGAINST = 4, 2, 2


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Strongest first, then in the order of the questions."""

    speaking_for: tuple[str, ...]
    speaking_against: tuple[str, ...]
    not_confirmed: tuple[str, ...]  # terms that the answers wish for


def reasons_about(entry: Entry, effects: Iterable[Effect]) -> Reasons:
    """Two to four reasons for and one or two against; where the answers say less, the editors' opinion fills in."""
    favour, disfavour, unknown = [], [], []
    for effect in effects:
        known, is_wanted = entry.has(effect.term), effect.action in ("require", "prefer")
        if known is None:
            if is_wanted:
                unknown.append((effect.strength, effect.term))
        elif known == is_wanted:
            favour.append((effect.strength, effect.reason_for))
        else:
            disfavour.append((effect.strength, effect.reason_against))
    speaking_for = _strongest(favour)[:MOST_FOR]
    if len(speaking_for) < LEAST_FOR:
        speaking_for += best_for(entry)
    speaking_against = ((entry.caveat,) if entry.caveat else ()) + _strongest(disfavour)
    if not speaking_against and entry.not_for:
        speaking_against = (f"Not for, in our editors’ opinion: {entry.not_for}",)
    return Reasons(
        speaking_for=speaking_for,
        speaking_against=speaking_against[:MOST_AGAINST],
        not_confirmed=_strongest(unknown),
    )


def best_for(entry: Entry) -> tuple[str, ...]:
    """The editors' opinion as a reason, where they have one."""
    return (f"Best for, in our editors’ opinion: {entry.best_for}",) if entry.best_for else ()


def _strongest(weighted):
    """Texts from strongest to weakest, each once; sorting keeps the given order among equals."""
    return tuple(dict.fromkeys(text for _, text in sorted(weighted, key=lambda item: -item[0]) if text))
