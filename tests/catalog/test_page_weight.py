"""The list page is light even with a taxonomy and makers beyond counting, made by bench/make_catalogue.py."""

import hashlib
import json
import re
from io import StringIO

import pytest
from django.core.management import call_command

from bench.make_catalogue import entries
from config.middleware import MOST_PADDING, gzipped

MOST_RAW = 100_000
MOST_COMPRESSED = 14_000
TOOLS = 600


def weights(client, address):
    """Bytes of a page raw and compressed, as it is served: there a hash stands in each static file's address."""
    page = client.get(address).content.decode()
    served = re.sub(r"(/static/[\w/.-]+)\.(css|js|svg)", lambda file: f"{file[1]}.{hash_of(file[1])}.{file[2]}", page)
    return len(served.encode()), len(gzipped(served.encode())) + MOST_PADDING


def hash_of(name):
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def too_heavy(client, addresses):
    found = {address: weights(client, address) for address in addresses}
    return {address: of for address, of in found.items() if of[0] > MOST_RAW or of[1] > MOST_COMPRESSED}


@pytest.mark.django_db
def test_the_list_of_a_large_catalogue_is_light(client, tmp_path):
    file = tmp_path / "tools.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries(TOOLS)))
    call_command("import_tools", file, create_terms=True, verbosity=0, stdout=StringIO())
    assert too_heavy(client, ["/tools/", "/tools/?page=2", "/tools/?sort=newest&unknown=price_month"]) == {}
