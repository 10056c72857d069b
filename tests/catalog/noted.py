"""What an edit leaves in the change log, as pairs such as ``("tool", 3)``."""

from catalog import changes
from catalog.models import Change

TAXONOMY, LIBRARY, EVERYTHING = {("taxonomy", 0)}, {("library", 0)}, {("everything", 0)}


def noted_by(act, *args, **options):
    """What an act leaves in the log: at most one version, which ``since`` tells of as the rows do."""
    before = changes.version()
    act(*args, **options)
    rows = Change.objects.filter(version__gt=before)
    noted, versions = set(rows.values_list("kind", "key")), set(rows.values_list("version", flat=True))
    assert versions <= {changes.version()}
    told = changes.since(before)
    assert told == changes.Changes(
        version=changes.version(),
        tools=frozenset(key for kind, key in noted if kind == "tool"),
        makers=frozenset(key for kind, key in noted if kind == "maker"),
        taxonomy=noted >= TAXONOMY,
        library=noted >= LIBRARY,
        everything=noted >= EVERYTHING,
    )
    return noted


def tools(*tools):
    return {("tool", tool.pk) for tool in tools}


def makers(*makers):
    return {("maker", maker.pk) for maker in makers}
