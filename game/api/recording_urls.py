"""The addresses of recordings, under /api/v1/."""

from django.urls import path

from game.api import recordings

urlpatterns = [
    path("ops/recordings", recordings.RecordingsView.as_view(), name="api-ops-recordings"),
    path(
        "ops/recordings/<str:system_id>/frames",
        recordings.FramesView.as_view(),
        name="api-ops-recording-frames",
    ),
]
