from django.apps import AppConfig


class GameConfig(AppConfig):
    name = "game"
    verbose_name = "Game"

    def ready(self) -> None:
        from game.metrics.database import watch_queries  # apps are loaded by now

        watch_queries()
