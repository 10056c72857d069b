import gc
import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from config.bodies import BodyGate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = BodyGate(
    get_wsgi_application(),
    most_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    seconds=15,
    at_once=20,  # of the 32 threads that script/server gives a worker
)

# The first visitor does not wait for the index. It is imported by name, since models can only be read from here on.
import_string("catalog.live.warm_up")()

# What is here now is left out of the search for garbage. That took a tenth of a second, in which no thread gets on,
# every third second while people saved. Most of it stays; the index, which an import replaces, holds no circle and is
# freed by its count of references (tests/catalog/test_index.py).
gc.collect()
gc.freeze()

# A save asks the database eighty times, and gives up the interpreter with each question. A thread that renders a page
# meanwhile would keep it for 5 ms every time, which is Python's own measure (script/drill; docs/performance.md).
sys.setswitchinterval(0.0005)  # seconds
