"""An editor at the desk: opens a page, changes fields of its form, presses a button."""

import lxml.html
from django.urls import reverse
from django.utils.text import normalize_newlines


class Desk:
    def __init__(self, client):
        self.client = client

    def open(self, page, *args, **parameters):
        """The text of a page, by its name in the admin: “tool_add”, “facet_change”."""
        self.address = reverse(f"admin:catalog_{page}", args=args)
        self.response = self.client.get(self.address, parameters)
        assert self.response.status_code == 200, self.response
        return self.text

    def show(self, address):
        """The text of a page by its address."""
        self.response = self.client.get(address)
        return self.text

    def send(self, button="_save", **changes):
        """Fill in the open page's form as a browser would, press a button, and follow where it leads.

        A change is one text, or a list for several ticked boxes. Names of a row are written
        ``plans__0__name``, names with hyphens ``terms__kind``.
        """
        sent = self.filled()
        changes = {name.replace("__", "-"): value for name, value in changes.items()}
        for name, value in changes.items():
            sent[name] = value if isinstance(value, list) else [value]
            self._add_row(name, sent)
        self.response = self.client.post(self.address, {**sent, button: "1"}, follow=True)
        if self.response.redirect_chain:
            self.address = self.response.redirect_chain[-1][0]
        return self.text

    def filled(self):
        """What a browser would send of the open page's form, each name with its values."""
        sent = {}
        for name, value in self._fields():
            sent.setdefault(name, []).append(normalize_newlines(value))
        return sent

    @staticmethod
    def _add_row(name, sent):
        """Do what “Add another” does if the field belongs to a row that is not on the page yet."""
        prefix, number, *_ = [*name.split("-"), ""]
        total = f"{prefix}-TOTAL_FORMS"
        if total in sent and number.isdecimal() and int(number) >= int(sent[total][0]):
            sent[total] = [str(int(number) + 1)]
            for field in [field for field in sent if field.startswith(f"{prefix}-__prefix__-")]:
                sent.setdefault(field.replace("__prefix__", number), sent[field])

    def _fields(self):
        """What a browser would send of the form: name and value of each field that is filled, ticked or chosen."""
        form = self._document().xpath("//form[contains(@id, '_form')]")[0]
        for name, value in form.form_values():
            boxes = form.xpath(".//input[@type='radio'][@checked][@name=$name]", name=name)
            yield name, boxes[0].get("value") if boxes else value  # lxml takes the empty choice for “on”

    def _document(self):
        return lxml.html.fromstring(self.response.content.decode())

    @property
    def text(self):
        """What stands on the page, without its markup."""
        return " ".join(self._document().text_content().split())

    def labels(self):
        return [" ".join(label.text_content().split()) for label in self._document().iter("label", "legend")]

    def value(self, name):
        """What the form's field holds; the chosen values of several boxes as a list."""
        held = [value for field, value in self._fields() if field == name.replace("__", "-")]
        return held[0].strip() if len(held) == 1 else held

    @property
    def messages(self):
        notes = self._document().find_class("messagelist") + self._document().find_class("errornote")
        return " ".join(" ".join(note.text_content().split()) for note in notes)

    @property
    def errors(self):
        lists = self._document().find_class("errorlist")
        return " ".join(" ".join(one.text_content().split()) for one in lists)
