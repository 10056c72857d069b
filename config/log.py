import logging


def escaped(text: str) -> str:
    """The text on one line: what a visitor sent cannot start a line of its own or steer a terminal."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class OneLineFormatter(logging.Formatter):
    """Messages on one line; tracebacks below them, every line indented and marked."""

    def formatMessage(self, record):
        record.message = escaped(record.message)
        return super().formatMessage(record)

    def formatException(self, exc_info):
        return "\n".join(f"    | {escaped(line)}" for line in super().formatException(exc_info).splitlines())
