"""Static files as the server sends them: named by their content, compressed, style sheets whole."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET_OF_SHEETS = "css/site.css"
IMPORT = re.compile(r'^@import url\("([\w/.-]+)"\);\n', re.MULTILINE)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """What ``site.css`` imports is put in its place, so that a visitor asks for one sheet instead of a dozen.

    While developing browsers follow the imports themselves, and there is nothing to build.
    """

    def post_process(self, paths, dry_run=False, **options):
        if SHEET_OF_SHEETS in paths and not dry_run:
            self._make_whole(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _make_whole(self, paths):
        folder = SHEET_OF_SHEETS.rpartition("/")[0]

        def read(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        whole = IMPORT.sub(lambda found: read(f"{folder}/{found[1]}"), read(SHEET_OF_SHEETS))
        self.delete(SHEET_OF_SHEETS)
        self.save(SHEET_OF_SHEETS, ContentFile(whole))
        paths[SHEET_OF_SHEETS] = self, SHEET_OF_SHEETS
