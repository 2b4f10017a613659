"""Template tags of the site: {% load site %}."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from game.web.importmap import import_map

register = template.Library()


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


@register.filter
def grouped(value: int) -> str:
    """A whole number with commas between thousands, and a real minus sign."""
    return f"{value:,}".replace("-", "−")
