from catalog.admin import guides, makers, readings, taxonomy, tools

__all__ = ["guides", "makers", "readings", "taxonomy", "tools"]
