import json
from itertools import count

import pytest

from tests.processes.databases import new_database
from tests.processes.nursery import Nursery

TOOLS = 40
IMPORTED = 1_200


@pytest.fixture(scope="package")
def nursery():
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(scope="package")
def original(nursery, tmp_path_factory):
    """A small catalogue that is made once; nothing is connected to it, so that it can be copied."""
    database = new_database(tmp_path_factory.mktemp("original") / "var")
    database.make()
    filler = nursery.process(database)
    filler.ask("fill", seed=1, tools=TOOLS)
    filler.ask("disconnect")
    filler.close()
    yield database
    database.drop()


@pytest.fixture
def new_copy(original, tmp_path):
    """Makes databases of this test's own, each with the small catalogue in it."""
    made = []

    def make():
        database = new_database(tmp_path / f"var-{len(made)}")
        made.append(database)
        database.copy_from(original)
        return database

    yield make
    for database in made:
        database.drop()


@pytest.fixture
def database(new_copy):
    return new_copy()


@pytest.fixture
def start(nursery, database):
    """Starts processes of the test's database, which end with the test."""
    started = []

    def start(**options):
        process = nursery.process(database, **options)
        started.append(process)
        return process

    yield start
    for process in started:
        process.close()


@pytest.fixture
def agree(start):
    """Asserts that processes answer as a twin of the index does that reads the database anew."""
    seeds = count(1)
    reader = start()

    def agree(*processes):
        seed = next(seeds)
        expected = reader.ask("answers_of_the_twin", seed=seed)
        reader.ask("disconnect")
        for process in processes:
            for given, right in zip(process.ask("answers", seed=seed), expected, strict=True):
                for part in right:
                    assert given[part] == right[part], right["query"]

    return agree


@pytest.fixture(scope="package")
def file_of_tools(tmp_path_factory):
    """More tools than an edit names one by one: an import of them changes everything."""
    path = tmp_path_factory.mktemp("files") / "tools.jsonl"
    documents = [
        {
            "slug": f"imported-{number}",
            "name": f"Imported {number}",
            "maker": f"Maker {number % 50}",
            "entry_type": "app",
            "tagline": "Paints.",
            "terms": {"output": ["image"], "skill": ["none" if number % 2 else "developer"]},
        }
        for number in range(IMPORTED)
    ]
    path.write_text("\n".join(json.dumps(document) for document in documents))
    return str(path)
