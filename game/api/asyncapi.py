"""The live protocol described: as a document for programs, as a page for people."""

import json
from functools import cache

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from msgspec.structs import fields

from game.api.reference import Reference, reference_of
from game.protocol.asyncapi import Deployment, Json, asyncapi_document

MAX_AGE_S = 300  # the document changes with a deploy or a setting


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
def document(request: HttpRequest) -> HttpResponse:
    """The AsyncAPI document as JSON, or with `?format=yaml` as YAML."""
    if request.GET.get("format") == "yaml":
        return HttpResponse(_yaml(), content_type="application/yaml")
    return HttpResponse(_json(), content_type="application/json")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The same document to read."""
    return render(request, "docs/live.html", {"reference": _reference()})


@cache
def served_document() -> Json:
    """The document with this server's address and settings."""
    config = {
        field.name: getattr(settings.COSMIC, field.name)
        for field in fields(Deployment)
        if hasattr(settings.COSMIC, field.name)
    }
    origin = settings.PUBLIC_ORIGIN
    return asyncapi_document(Deployment(host=origin.netloc, secure=settings.HTTPS, **config))


@cache
def _json() -> bytes:
    return json.dumps(served_document(), indent=2, ensure_ascii=False).encode()


@cache
def _yaml() -> bytes:
    text: str = yaml.safe_dump(served_document(), sort_keys=False, allow_unicode=True)
    return text.encode()


@cache
def _reference() -> Reference:
    return reference_of(served_document())
