"""Template tags of the site: {% load site %}."""

from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from game.web.importmap import import_map

register = template.Library()

ENDINGS = {
    "retired": "retired rich",
    "health": "died aboard",
    "hull": "lost with the ship",
    "pod": "lost with the pod",
    "stranded": "stranded",
    "out_of_turns": "out of time",
}


@register.simple_tag
def importmap() -> SafeString:
    """The import map's element. Its hash is in the policy: nothing may be added inside it."""
    return mark_safe(f'<script type="importmap">{import_map()}</script>')  # noqa: S308 our own names


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons/sprite.svg"),
        name,
    )


@register.simple_tag
def screenshot(name: str, words: str) -> SafeString:
    """A picture of the running site as `make shots` took it; nothing where it has not been taken.

    `words` say what there is to see. Pictures are 1280 x 800, in static/cosmic/img.
    """
    path = f"cosmic/img/{name}.webp"
    if not _exists(path):
        return SafeString("")
    return format_html(
        '<figure class="shot"><img src="{}" alt="{}" width="1280" height="800"'
        ' loading="lazy" decoding="async"></figure>',
        static(path),
        words,
    )


@cache
def _exists(path: str) -> bool:
    return finders.find(path) is not None


@register.filter
def grouped(value: int) -> str:
    """A whole number with commas between thousands, and a real minus sign."""
    return f"{value:,}".replace("-", "−")


@register.filter
def signed(value: int) -> str:
    """A change: a whole number with its sign, plus or a real minus."""
    return f"{value:+,}".replace("-", "−")


@register.filter
def ending_words(kind: str) -> str:
    """How an expedition ended, in a word or two."""
    return ENDINGS.get(kind, kind.replace("_", " "))
