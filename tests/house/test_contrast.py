"""The colours of the look can be told apart, by the formula of WCAG 2.2, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
THEMES = ("light", "dark")

GROUNDS = ("paper", "paper-raised", "paper-sunk", "accent-wash")
TEXTS = ("ink", "ink-soft", "accent", "accent-strong", "good", "caution", "stop")
ON_ACCENT = [("on-accent", "accent"), ("on-accent", "accent-strong")]

LEAST_FOR_TEXT = 4.5
LEAST_FOR_EDGES = 3.0


def colours():
    found = COLOUR.findall(TOKENS.read_text(encoding="utf-8"))
    return {theme: {name: pair[at] for name, *pair in found} for at, theme in enumerate(THEMES)}


def luminance(colour):
    def linear(part):
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), [(text, ground) for text in TEXTS for ground in GROUNDS] + ON_ACCENT)
def test_text_and_signs_can_be_read(theme, text, ground):
    found = colours()[theme]
    assert contrast(found[text], found[ground]) >= LEAST_FOR_TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_controls_and_focus_can_be_seen(theme, ground):
    found = colours()[theme]
    assert contrast(found["rule-strong"], found[ground]) >= LEAST_FOR_EDGES
    assert contrast(found["accent"], found[ground]) >= LEAST_FOR_EDGES


def test_every_colour_is_light_and_dark_and_no_sheet_has_one_of_its_own():
    sheets = {path.name: path.read_text(encoding="utf-8") for path in TOKENS.parent.rglob("*.css")}
    own = {name: re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", text) for name, text in sheets.items()}
    assert len(COLOUR.findall(sheets["tokens.css"])) == len(own.pop("tokens.css")) / 2
    assert own.pop("base.css") == ["#fff", "#fff", "#fff", "#000", "#000"]  # on paper
    assert {name: found for name, found in own.items() if found} == {}
