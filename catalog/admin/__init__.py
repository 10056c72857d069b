from catalog.admin import guides, makers, proposals, readings, taxonomy, tools

__all__ = ["guides", "makers", "proposals", "readings", "taxonomy", "tools"]
