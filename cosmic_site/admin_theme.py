"""How the admin looks: titles, sidebar, colours. Values for django-unfold's UNFOLD setting."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def _favicon(request: HttpRequest) -> str:
    return static("cosmic/img/favicon.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Cosmic",
    "SITE_HEADER": "Cosmic",
    "SITE_SUBHEADER": "Operators' desk",
    "SITE_SYMBOL": "rocket_launch",
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _favicon}],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "game.admin.overview.dashboard",
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "game.admin.navigation.sidebar",
    },
    "COLORS": {
        "base": {
            "50": "#f6f8fb",
            "100": "#eef2f7",
            "200": "#dde4ee",
            "300": "#c2cddc",
            "400": "#93a4bf",
            "500": "#5f7088",
            "600": "#4a5a70",
            "700": "#33425a",
            "800": "#1b2740",
            "900": "#0e1524",
            "950": "#070b14",
        },
        "primary": {
            "50": "#f0f9ff",
            "100": "#e0f2fe",
            "200": "#bae6fd",
            "300": "#7dd3fc",
            "400": "#6fd3ff",
            "500": "#38bdf8",
            "600": "#0369a1",
            "700": "#075985",
            "800": "#0c4a6e",
            "900": "#0b3f5e",
            "950": "#082f49",
        },
    },
}
