"""The template engine of the plain floor: a setting, so nothing of Django is ready yet."""

from copy import deepcopy


def plain_twin(site: dict) -> dict:
    """The site's engine, to which ``{% kept %}`` means nothing."""
    plainly = deepcopy(site)
    plainly["NAME"] = "plainly"
    plainly["OPTIONS"]["libraries"] = {"kept": "bench.site.plainly"}
    return plainly
