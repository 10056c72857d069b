"""The site's small drawings, by name: ``static/icons/glyphs.svg`` holds them all, 24 units square."""

import re
from pathlib import Path

FILE = Path(__file__).parents[1] / "static" / "icons" / "glyphs.svg"
_SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)

DRAWINGS: dict[str, str] = dict(_SYMBOL.findall(FILE.read_text(encoding="utf-8")))
