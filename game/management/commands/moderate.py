"""Ban or mute a player, or lift it, without a moderator's log-in."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from game.protocol.errors import AppError
from game.services import moderation

DOOR = "command"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["ban", "unban", "mute", "unmute"])
        parser.add_argument("name", help="a player's name, in any case")
        parser.add_argument("--reason", default="", help="the player reads it")
        parser.add_argument("--hours", type=float, help="how long; without it, for good")

    def handle(self, *args: Any, **options: Any) -> None:
        player = User.objects.named(options["name"]).first()
        if player is None:
            raise CommandError(f"there is no player {options['name']!r}")
        hours = options["hours"]
        sentence = {
            "reason": options["reason"],
            "ends": None if hours is None else timezone.now() + timedelta(hours=hours),
        }
        who: dict[str, Any] = {"player": player, "by": None, "door": DOOR}
        try:
            match options["act"]:
                case "ban":
                    moderation.player_ban(**who, **sentence)
                case "mute":
                    moderation.player_mute(**who, **sentence)
                case "unban":
                    moderation.player_unban(**who)
                case "unmute":
                    moderation.player_unmute(**who)
        except AppError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{options['act']} {player.username}: done")
