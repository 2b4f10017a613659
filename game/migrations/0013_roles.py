"""Groups for members of staff, with no more than their work needs."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

LOOKED_AT = """
accounts: user sanction namechange report block
game: starsystem location zone gate commodity marketprice pricepoint ship shipmove cargoitem
game: ledgerentry lease checkpoint recordedsegment chore operatoraction deed lootclaim combatentry
game: telemetryday match seat observer matchentry finishedgame rating
game: expedition expeditionstep finishedrun dailyentry course team tournament fixture
saves: saveslot
"""
ROLES = {
    "operators": """
        accounts.change_user game.add_ledgerentry game.change_ship game.change_lease
        game.change_starsystem game.add_location game.change_location game.change_gate
        game.add_zone game.change_zone game.delete_zone game.change_commodity
        game.add_marketprice game.change_marketprice game.delete_marketprice
        game.change_expedition game.change_finishedrun
    """,
    "moderators": """
        accounts.view_user accounts.view_sanction accounts.view_namechange accounts.view_report
        accounts.change_report accounts.ban_player accounts.mute_player accounts.rename_player
        game.view_ship game.view_combatentry game.view_deed game.view_match game.view_seat
    """,
    "teachers": """
        game.teach game.view_course game.view_team game.view_tournament game.view_fixture
        game.view_match game.view_finishedgame
    """,
}


def views():
    for line in LOOKED_AT.split("\n"):
        app, _, models = line.partition(":")
        yield from (f"{app}.view_{model}" for model in models.split())


def make_roles(apps, schema_editor):
    """Each group once; permissions that are there already stay."""
    for label in ("accounts", "game", "saves"):  # the signal that makes them comes later
        config = apps.get_app_config(label)
        if not getattr(config, "models_module", None):
            config.models_module = True  # what it looks for before it makes any
        create_permissions(config, apps=apps, verbosity=0)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, words in ROLES.items():
        names = [*words.split(), *(views() if name == "operators" else ())]
        group, _ = Group.objects.get_or_create(name=name)
        for permission in names:
            app, _, codename = permission.partition(".")
            group.permissions.add(
                Permission.objects.get(content_type__app_label=app, codename=codename)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("game", "0012_recordings"),
        ("accounts", "0002_moderation"),
        ("saves", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
