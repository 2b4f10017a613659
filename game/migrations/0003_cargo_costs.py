"""What was in a hold before lots had an origin: nobody knows where from, so it cost its base price.

It has flown nowhere, and goods of unknown origin never earn a bonus.
"""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def price_cargo(apps, schema_editor):
    CargoItem = apps.get_model("game", "CargoItem")
    Commodity = apps.get_model("game", "Commodity")
    base_price = Commodity.objects.filter(pk=OuterRef("commodity")).values("base_price")
    CargoItem.objects.filter(source="unknown", cost=0).update(
        cost=F("quantity") * Subquery(base_price)
    )


class Migration(migrations.Migration):

    dependencies = [("game", "0002_living_system")]

    operations = [migrations.RunPython(price_cargo, migrations.RunPython.noop)]
