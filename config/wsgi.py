import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.bodies import BodyGate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = BodyGate(
    get_wsgi_application(),
    most_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    seconds=15,
    at_once=20,  # of the 32 threads that script/server gives a worker
)
