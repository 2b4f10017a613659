"""Fields of JSON bodies that take what the document says, and nothing that could be made of it."""

from typing import Any

from rest_framework import serializers


class TextField(serializers.CharField):
    """Text as it is: no number that would be spelt out, no blanks taken off."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    """True or false as JSON has them: no number and no word for one of them."""

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
