"""Draws ``letters.png`` and ``letters.json``. For ``script/letters`` only: it needs a browser, the site does not."""

import json
import shutil

from playwright.sync_api import sync_playwright

from catalog.glyphs import DRAWINGS
from catalog.link_cards.letters import FOLDER
from catalog.link_cards.png import written

LATIN = [chr(code) for code in (*range(0x20, 0x7F), *range(0xA1, 0x100)) if code != 0xAD]
SIGNS = [*LATIN, *"–—‘’“”…•ŁłŚśŠšŻżŽžČčĘęĄąĞğİıŒœ™−→"]
SERIF, SANS = '"URW Palladio L", P052, Palatino, serif', '"Noto Sans", "Segoe UI", Roboto, sans-serif'
FACES = {"large": (84, SERIF), "medium": (58, SERIF), "small": (34, SANS)}
GLYPH_SIZE = 76
WIDTH = 2048


def draw():
    glyphs = {name: drawing for name, drawing in DRAWINGS.items() if not name.startswith("state-")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        asked = {"faces": FACES, "signs": SIGNS, "glyphs": glyphs, "glyphSize": GLYPH_SIZE, "width": WIDTH}
        found = browser.new_page().evaluate((FOLDER / "letters.js").read_text(), asked)
        browser.close()
    (FOLDER / "letters.png").write_bytes(written(WIDTH, found["height"], bytes(found["coverage"])))
    (FOLDER / "letters.json").write_text(json.dumps(found["told"], ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    draw()
