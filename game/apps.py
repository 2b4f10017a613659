from django.apps import AppConfig


class GameConfig(AppConfig):
    name = "game"
    verbose_name = "Game"

    def ready(self) -> None:
        from accounts.signals import access_changed  # apps are loaded by now
        from game.bus.access import publish_access
        from game.metrics.database import watch_queries

        watch_queries()
        access_changed.connect(publish_access)
