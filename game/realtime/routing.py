"""Where sockets lead."""

from django.urls import re_path

from game.realtime.consumers.live import live, nowhere, operate

websocket_urlpatterns = [  # Channels routes to ASGI applications, Django's types say views
    re_path(r"^ws/?$", live),  # type: ignore[arg-type]
    re_path(r"^ws/ops/?$", operate),  # type: ignore[arg-type]
    re_path(r"", nowhere),  # type: ignore[arg-type]
]
