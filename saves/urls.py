"""The addresses of the save slots, under /api/."""

from django.urls import path

from saves import api

urlpatterns = [
    path("saves", api.SavesView.as_view(), name="api-saves"),
    path("saves/<str:slot>", api.SlotView.as_view(), name="api-save"),
    path("saves/<str:slot>/export", api.ExportView.as_view(), name="api-save-export"),
    path("saves/<str:slot>/import", api.ImportView.as_view(), name="api-save-import"),
    path("load/<str:slot>", api.LoadView.as_view(), name="api-load"),
]
