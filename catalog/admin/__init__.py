from catalog.admin import guides, makers, proposals, readings, taxonomy, tools, trail

__all__ = ["guides", "makers", "proposals", "readings", "taxonomy", "tools", "trail"]
