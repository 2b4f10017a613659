"""The design tokens: one set of names, and words that can be read on every ground."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.STATICFILES_DIRS[0]) / "cosmic" / "css"
TOKENS = (CSS / "tokens.css").read_text()
COLOUR = re.compile(r"--([a-z]+):\s*(#[0-9A-F]{6});")
SHEETS = sorted(CSS.glob("*.css"))


def colours(selector: str) -> dict[str, str]:
    block = TOKENS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(COLOUR.findall(block))


DARK = colours("\n:root")
LIGHT = colours(':root[data-theme="light"]')


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_both_ways_to_the_light_theme_have_the_same_values() -> None:
    assert colours(':root:not([data-theme="dark"])') == LIGHT
    assert LIGHT.keys() == DARK.keys()
    assert len(DARK) == 11


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["void", "hull"])
def test_words_stand_out_from_their_ground(theme: dict[str, str], ground: str) -> None:
    assert contrast(theme["text"], theme[ground]) >= 7
    for tone in ("dim", "signal", "credit", "safe", "warn", "danger", "rift"):
        assert contrast(theme[tone], theme[ground]) >= 4.5, tone


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_word_on_the_main_button_can_be_read(theme: dict[str, str]) -> None:
    assert contrast(theme["void"], theme["signal"]) >= 4.5


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_stylesheets_take_their_colours_from_the_tokens(sheet: Path) -> None:
    if sheet.name == "tokens.css":
        return
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    rules = rules.split("@media print")[0]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_stylesheets_use_tokens_that_exist(sheet: Path) -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(s.read_text() for s in SHEETS)))
    assert set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text())) <= defined
