from catalog.names import SLUG_PATTERN


class SlugConverter:
    """A slug in an address: small letters, digits, single hyphens."""

    regex = SLUG_PATTERN

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
