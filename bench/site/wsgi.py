import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.site.settings"

from config.wsgi import application

__all__ = ["application"]
