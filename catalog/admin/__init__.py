from catalog.admin import guides, makers, readings, taxonomy, tools, trail

__all__ = ["guides", "makers", "readings", "taxonomy", "tools", "trail"]
