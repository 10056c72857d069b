"""Rows of a form whose entry has changed since it was opened."""

from django.http import QueryDict

MOST_ROWS = 1_500


def with_gone_rows_as_new(stored: dict[str, set[str]], data: QueryDict) -> QueryDict:
    """What was sent, with rows that somebody deleted meanwhile as new ones, so that what was typed in them stays.

    ``stored`` has the keys of the rows that are there, by the prefix of their formset. A row that was to be
    deleted, and is gone, is left out.
    """
    sent = data.copy()
    for prefix, keys in stored.items():
        initial, total = (_number(data.get(f"{prefix}-{name}_FORMS")) for name in ("INITIAL", "TOTAL"))
        rows = _rows(data, prefix, total)
        there, others = [], rows[initial:]
        for row in rows[:initial]:
            if row.get("id", [""])[0] in keys:
                there.append(row)
            elif "DELETE" not in row:
                others.append({**row, "id": [""]})
        for name in [name for name in sent if _place(name, prefix) is not None]:
            del sent[name]
        for place, row in enumerate([*there, *others]):
            for name, values in row.items():
                sent.setlist(f"{prefix}-{place}-{name}", values)
        sent[f"{prefix}-INITIAL_FORMS"], sent[f"{prefix}-TOTAL_FORMS"] = len(there), len(there) + len(others)
    return sent


def _number(text):
    is_number = text and text.isascii() and text.isdecimal() and len(text) < 6
    return min(int(text), MOST_ROWS) if is_number else 0


def _rows(data, prefix, total):
    """The fields of each row, by their names in it."""
    rows = [{} for _ in range(total)]
    for name in data:
        place = _place(name, prefix)
        if place is not None and place < total:
            rows[place][name.removeprefix(f"{prefix}-{place}-")] = data.getlist(name)
    return rows


def _place(name, prefix):
    """The number of the row that a field belongs to; None for one that is in no row of this formset."""
    place = name.removeprefix(f"{prefix}-").partition("-")[0] if name.startswith(f"{prefix}-") else ""
    return int(place) if place.isascii() and place.isdecimal() and len(place) < 6 else None
