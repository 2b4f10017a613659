"""Which files of installed packages are collected and served."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Without what no page of the site asks for: it would double the time of every set-up."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map", "rest_framework", "redoc"]
