"""Production, with the benchmark's own pages beside the site's. Never part of the product."""

from copy import deepcopy
from pathlib import Path

from config.settings.production import *  # noqa: F403
from config.settings.production import TEMPLATES

ROOT_URLCONF = "bench.site.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parents[1] / "naive" / "templates")

# The same templates by an engine to which {% kept %} means nothing.
plainly = deepcopy(TEMPLATES[0])
plainly["NAME"] = "plainly"
plainly["OPTIONS"]["libraries"] = {"kept": "bench.site.plainly"}
TEMPLATES.append(plainly)
