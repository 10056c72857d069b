"""What visitors may read of an entry's history. Pure.

Only facts of tools, and only from one public state to the next: so no word of a draft gets out, nor anybody's name.
"""

PUBLISHED = "published"

# Keys of a tool's document that are facts with a place of their own on its page; our own words are not among them.
FACTS = (
    "name maker entry_type lifecycle lifecycle_on released knowledge_cutoff context_window max_output parameters "
    "architecture plans licence_name licence_url homepage docs_url terms states"
).split()

# An edit that adds more tools than this is no news of any of them.
MOST_ADDED = 50


def is_visible(kind: str, before: dict | None, changes: dict, *, added: int) -> bool:
    """Whether visitors may read of a change to these new values; ``added`` is how many entries the edit made."""
    if kind != "tool":
        return False
    state = changes.get("editorial_state", before and before.get("editorial_state"))
    if state != PUBLISHED:
        return False
    if before is None:
        return added <= MOST_ADDED
    return before.get("editorial_state") != PUBLISHED or any(key in changes for key in FACTS)


def facts_of(document: dict) -> dict:
    """What of a tool's document visitors may compare."""
    return {key: document[key] for key in FACTS if key in document}
