"""Production, with the benchmark's own pages beside the site's. Never part of the product."""

from pathlib import Path

from bench.site.engines import plain_twin
from config.settings.production import *  # noqa: F403
from config.settings.production import TEMPLATES

ROOT_URLCONF = "bench.site.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parents[1] / "naive" / "templates")

TEMPLATES.append(plain_twin(TEMPLATES[0]))
