#!/usr/bin/env python3
import os
import sys
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    try:
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])  # a wrong variable is told without a traceback
    except ImproperlyConfigured as problem:
        sys.exit(f"Not started: {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
