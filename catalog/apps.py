from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self):
        from catalog import live  # noqa: F401 — it keeps a file of the index after large edits
        from catalog.content.shapes import register_all
        from catalog.history import edits  # noqa: F401 — it writes down what every edit changes

        register_all()
