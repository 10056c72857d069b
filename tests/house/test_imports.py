"""Imports point one way (config → advisor → catalog), and what is pure stays pure."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = [
    *("advisor.engine", "advisor.answers", "advisor.snapshot", "advisor.conditions", "advisor.verdicts"),
    *("advisor.ranking", "advisor.reasons", "advisor.catalogue", "advisor.document", "advisor.problems"),
    *("advisor.gain", "advisor.scores", "advisor.slices", "advisor.lanes", "advisor.relaxations"),
    *("advisor.quick_changes", "advisor.cases"),
    *("advisor.progress", "advisor.leads", "advisor.reach", "advisor.lint", "advisor.simulation"),
    *(
        "catalog.index",
        "catalog.index.index",
        "catalog.index.sets",
        "catalog.index.search",
        "catalog.index.postings",
        "catalog.plain_search",
        "catalog.glyphs",
    ),
    *(
        "catalog.query",
        "catalog.facts",
        "catalog.dates",
        "catalog.prices",
        "catalog.names",
        "catalog.words",
        "catalog.markdown",
        "catalog.glosses",
    ),
    *("catalog.structured", "catalog.reporting", "catalog.sentence", "catalog.usage", "catalog.comparison"),
    *("catalog.kind_map", "catalog.kind_groups", "catalog.link_cards"),
]
NOT_FOR_MODELS = ("views", "forms", "admin", "templatetags", "urls", "api")


def module_name(path: Path, root: Path = ROOT) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, root: Path = ROOT) -> set[str]:
    """Every module that the file names in an import, anywhere in it; `from a import b` names a and a.b."""
    found = set()
    package = module_name(path, root).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


APPS = ("config", "catalog", "advisor")
MODULES = {module_name(path): path for app in APPS for path in (ROOT / app).rglob("*.py")}


def importers(of: str, *, within: str) -> list[str]:
    return [
        name
        for name, path in MODULES.items()
        if is_within(name, within) and any(is_within(one, of) for one in imported(path))
    ]


@pytest.mark.parametrize(
    ("importer", "package"),
    [
        *(("catalog", "advisor"), ("catalog", "config"), ("advisor", "config")),
        ("config.people", "config.settings"),
    ],
)
def test_imports_point_one_way(importer, package):
    assert importers(package, within=importer) == []


def reached(name: str) -> set[str]:
    """The project's modules that importing this one brings in."""
    seen, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one in MODULES and one not in seen:
            seen.add(one)
            waiting += [*imported(MODULES[one]), one.rpartition(".")[0]]
    return seen


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_know_no_django(name):
    assert name in MODULES
    impure = {one for one in reached(name) if any(is_within(each, "django") for each in imported(MODULES[one]))}
    assert impure == set()


@pytest.mark.parametrize(
    "name",
    [name for name in MODULES if any(is_within(name, f"{app}.models") for app in APPS)],
)
def test_models_know_nothing_of_pages(name):
    app = name.partition(".")[0]
    forbidden = ["django.http", "django.shortcuts", *(f"{app}.{part}" for part in NOT_FOR_MODELS)]
    assert [one for one in imported(MODULES[name]) if any(is_within(one, each) for each in forbidden)] == []


def test_the_reader_of_imports_sees_every_form(tmp_path):
    folder = tmp_path / "app" / "part"
    folder.mkdir(parents=True)
    file = folder / "module.py"
    file.write_text("import a.b\nfrom c import d\nfrom . import e\nfrom ..f import g\ndef h():\n    import i\n")
    assert imported(file, tmp_path) == {"a.b", "c", "c.d", "app.part", "app.part.e", "app.f", "app.f.g", "i"}
