"""The addresses of expeditions, under /api/game/."""

from django.urls import path, register_converter

from game.api import expedition_runs, expeditions


class SessionIdConverter:
    """All that follows: a session's id may hold anything, slashes and line ends too."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SessionIdConverter, "session")

plain_urlpatterns = [
    path("new", expeditions.NewView.as_view(), name="api-expedition-new"),
    path("sessions", expeditions.SessionsView.as_view(), name="api-expedition-sessions"),
    path("runs", expedition_runs.RunsView.as_view(), name="api-expedition-runs"),
    path("runs/<int:run_id>", expedition_runs.RunView.as_view(), name="api-expedition-run"),
    path(
        "runs/<int:run_id>/verify",
        expedition_runs.VerifyView.as_view(),
        name="api-expedition-run-verify",
    ),
    path(
        "runs/<int:run_id>/replay",
        expedition_runs.ReplayView.as_view(),
        name="api-expedition-run-replay",
    ),
]
# These take a slash at their end themselves.
session_urlpatterns = [
    path(f"{name}/<session:session_id>", view.as_view(), name=f"api-expedition-{name}")
    for name, view in {
        "state": expeditions.StateView,
        "action": expeditions.ActionView,
        "ship_info": expeditions.ShipInfoView,
        "inventory": expeditions.InventoryDetailView,
        "navigation_options": expeditions.NavigationOptionsView,
        "available_mods": expeditions.AvailableModsView,
        "statistics": expeditions.StatisticsView,
    }.items()
]
