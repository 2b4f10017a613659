from django.apps import AppConfig


class SavesConfig(AppConfig):
    name = "saves"
