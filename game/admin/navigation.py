"""The sidebar: what operators come for, by task; each sees what they may."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

# By task: (model, title, icon of Material Symbols).
TASKS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Players": (
        ("accounts.user", "Players", "group"),
        ("accounts.report", "Reports", "flag"),
        ("accounts.sanction", "Bans and mutes", "gavel"),
        ("accounts.namechange", "Names given", "badge"),
        ("accounts.block", "Blocks", "person_off"),
        ("auth.group", "Roles", "shield_person"),
    ),
    "World": (
        ("game.starsystem", "Systems", "public"),
        ("game.location", "Stations", "hub"),
        ("game.zone", "Zones", "radar"),
        ("game.gate", "Gates", "door_open"),
        ("game.ship", "Ships", "rocket_launch"),
        ("game.shipmove", "Moves under way", "near_me"),
    ),
    "Economy": (
        ("game.marketprice", "Prices and stock", "storefront"),
        ("game.commodity", "Commodities", "inventory_2"),
        ("game.ledgerentry", "Ledger", "receipt_long"),
        ("game.cargoitem", "Cargo", "package_2"),
        ("game.pricepoint", "Price history", "show_chart"),
    ),
    "Matches": (
        ("game.match", "Matches", "sports_esports"),
        ("game.finishedgame", "Games played", "emoji_events"),
        ("game.rating", "Ratings", "leaderboard"),
        ("game.seat", "Seats", "chair"),
        ("game.observer", "Observers", "visibility"),
        ("game.matchentry", "Moves", "list_alt"),
        ("game.course", "Classes", "school"),
        ("game.tournament", "Tournaments", "account_tree"),
        ("game.team", "Teams", "groups"),
        ("game.fixture", "Fixtures", "event"),
    ),
    "Expeditions": (
        ("game.expedition", "Sessions", "explore"),
        ("game.finishedrun", "Finished runs", "flag_circle"),
        ("game.dailyentry", "Daily runs", "today"),
        ("game.expeditionstep", "Actions taken", "footprint"),
        ("saves.saveslot", "Save slots", "save"),
    ),
    "Operations": (
        ("game.lease", "Leases", "key"),
        ("game.checkpoint", "Checkpoints", "flag_2"),
        ("game.recordedsegment", "Recordings", "history"),
        ("game.chore", "Chores", "cleaning_services"),
    ),
    "Logs": (
        ("game.operatoraction", "Operators' actions", "policy"),
        ("game.combatentry", "Combat", "swords"),
        ("game.deed", "Deeds", "star"),
        ("game.lootclaim", "Loot", "deployed_code"),
        ("game.telemetryday", "Telemetry", "monitoring"),
    ),
}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of links as the theme takes them."""
    pages = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
    groups: list[dict[str, Any]] = [
        {
            "items": [
                {"title": "Overview", "icon": "dashboard", "link": reverse("admin:index")},
                {"title": "Control room", "icon": "tune", "link": reverse("web:ops")},
            ]
        }
    ]
    for title, entries in TASKS.items():
        items = [
            {
                "title": words,
                "icon": icon,
                "link": reverse(f"admin:{label.replace('.', '_')}_changelist"),
            }
            for label, words, icon in entries
            if pages[label].has_view_permission(request)
        ]
        if items:
            groups.append({"title": title, "separator": True, "collapsible": True, "items": items})
    return groups
