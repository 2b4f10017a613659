"""Where sockets lead."""

from django.urls import re_path

from game.realtime.consumers.live import live

websocket_urlpatterns = [re_path(r"^ws/?$", live)]  # type: ignore[arg-type]  # Channels routes to ASGI applications
