"""Where a reader reports an error on a page: by mail or on the web, as the operator's contact says. Pure."""

from urllib.parse import quote

BODY = "Page: {url}\r\n\r\nWhat is wrong:\r\n\r\nWhat is right, and where one can read it:\r\n"


def report_address(contact: str, *, name: str, url: str) -> str:
    """The contact as a link; a mail names the page. Empty where the contact can be followed by no link."""
    if contact.startswith(("https://", "http://")):
        return contact
    address = contact.removeprefix("mailto:").strip()
    if address.count("@") != 1 or " " in address:
        return ""
    subject = quote(f"Wayfinder: an error about {name}", safe="")
    return f"mailto:{quote(address, safe='@+')}?subject={subject}&body={quote(BODY.format(url=url), safe='')}"
