import logging


def escaped(text: str) -> str:
    """The text on one line: what a visitor sent cannot start a line of its own or steer a terminal."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class RefusalsAreWarnings(logging.Filter):
    """An over-long request that was refused is a line for the operator, not an error with its traceback."""

    def filter(self, record):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
        return True


class OneLineFormatter(logging.Formatter):
    """Messages on one line; tracebacks below them, every line indented and marked."""

    def formatMessage(self, record):
        record.message = escaped(record.message)
        return super().formatMessage(record)

    def formatException(self, exc_info):
        return "\n".join(f"    | {escaped(line)}" for line in super().formatException(exc_info).splitlines())
