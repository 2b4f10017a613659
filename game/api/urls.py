"""The addresses of the world and the pilot, under /api/v1/."""

from django.urls import path

from game.api import pilot, world
from game.api.expedition_runs import ExpeditionBoardView

urlpatterns = [
    path("me", pilot.MeView.as_view(), name="api-me"),
    path("me/cargo", pilot.CargoView.as_view(), name="api-cargo"),
    path("me/transactions", pilot.TransactionsView.as_view(), name="api-transactions"),
    path("session/bootstrap", pilot.BootstrapView.as_view(), name="api-bootstrap"),
    path("world/systems", world.SystemsView.as_view(), name="api-systems"),
    path("world/locations", world.LocationsView.as_view(), name="api-locations"),
    path("market/<slug:location_id>", world.MarketView.as_view(), name="api-market"),
    path(
        "market/<slug:location_id>/history",
        world.HistoryView.as_view(),
        name="api-market-history",
    ),
    path("commodities", world.CommoditiesView.as_view(), name="api-commodities"),
    path("leaderboard/credits", world.CreditsLeaderboardView.as_view(), name="api-leaderboard"),
    path(
        "leaderboard/expeditions", ExpeditionBoardView.as_view(), name="api-expedition-leaderboard"
    ),
]
