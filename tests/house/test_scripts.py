import os
import stat
import subprocess

import pytest
from django.conf import settings

NAMES = ("server", "test", "bench", "dev", "manage", "lock", "letters")
SCRIPTS = [settings.BASE_DIR / "script" / name for name in NAMES]


@pytest.mark.parametrize("script", [*SCRIPTS, settings.BASE_DIR / ".ci" / "run"], ids=lambda path: path.name)
def test_a_script_can_be_run(script):
    assert script.stat().st_mode & stat.S_IXUSR
    assert subprocess.run(["bash", "-n", script]).returncode == 0


@pytest.mark.parametrize("arguments", [["--bogus"], ["stray"], ["--port"]])
def test_the_server_says_what_it_takes(arguments):
    result = subprocess.run(["script/server", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert result.returncode == 1
    assert "--port" in result.stderr


def test_the_server_refuses_odd_numbers_of_workers():
    result = subprocess.run(
        ["script/server"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"WAYFINDER_WORKERS": "many"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert "WAYFINDER_WORKERS must be a whole number" in result.stderr


@pytest.mark.parametrize("name", ["base", "dev", "bench"])
def test_a_lock_pins_every_package_by_hash_and_names_no_host(name):
    lock = (settings.BASE_DIR / "requirements" / f"{name}.txt").read_text()
    packages = [line for line in lock.replace("\\\n", "").splitlines() if line[:1].isalpha()]
    assert len(packages) > 10
    assert all("==" in package and "--hash=sha256:" in package for package in packages)
    assert "://" not in lock
    assert "--index" not in lock
