"""The name that the admin shows above the library's models."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = "Biblioteca"
