"""Django's createsuperuser, where the address for mail is optional without a terminal, too."""

import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        if not options["interactive"] and options["email"] is None:
            options["email"] = os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
        return super().handle(*args, **options)
