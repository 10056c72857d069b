"""What somebody typed while his session ended: carried through the login, and saved by a press of a button after it.

The login page and those after it hold it in one signed field, so that the server stores nothing and takes back only
what it was sent itself. A form that grew stale because of a login in another tab is treated alike, if it comes from a
page of ours.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.core import signing
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.module_loading import import_string

from config.people.login import LoginForm

FIELD = "typed"
LONGEST = 1_500_000  # letters once signed; what a form may hold at all is less, packed
KEPT_FOR = 7 * 24 * 60 * 60  # seconds
NEVER_KEPT = {"csrfmiddlewaretoken", FIELD, "code"}
# Pages of the admin that anybody may send a form to.
OPEN_PAGES = {"login", "logout"}
OF_THE_FORM_ITSELF = ("_FORMS", "-id", "_selected_action", "index", "action")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """Where a form of the desk was sent, and its fields."""

    path: str
    fields: list[tuple[str, list[str]]]

    def signed(self) -> str:
        """For a hidden field; empty if it is longer than any form of ours."""
        text = signing.dumps([self.path, self.fields], salt=FIELD, compress=True)
        return text if len(text) <= LONGEST else ""

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person filled in, to look at."""
        return [
            (name.replace("_", " ").replace("-", " "), value)
            for name, values in self.fields
            for value in values
            if value.strip() and not name.startswith("_") and not name.endswith(OF_THE_FORM_ITSELF)
        ]


def sent_with(request) -> Typed:
    """What a request sends, without passwords."""
    fields = [
        (name, values)
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT and "password" not in name.lower()
    ]
    return Typed(path=request.get_full_path(), fields=fields)


def carried_by(request) -> Typed | None:
    """What a login page brings back; nothing if it was not signed by us, or is too old."""
    try:
        path, fields = signing.loads(request.POST.get(FIELD, ""), salt=FIELD, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError):
        return None
    return Typed(path=path, fields=[(name, values) for name, values in fields])


def login_page(request, typed: Typed):
    """Log in, and lose nothing. Not a success, since nothing was saved yet."""
    context = {
        **admin.site.each_context(request),
        "title": "Log in",
        "form": LoginForm(request),
        "app_path": reverse("admin:login"),
        "next": typed.path,
        "typed": typed.signed(),
        "is_lost": not typed.signed(),
    }
    return TemplateResponse(request, "admin/login.html", context, status=403, headers=NOT_STORED)


def offer(request, typed: Typed, *, status: int = 200):
    """A page with all that was typed and a button that sends it to where it was going."""
    context = {**admin.site.each_context(request), "title": "Save what you typed", "typed": typed}
    return TemplateResponse(request, "people/typed.html", context, status=status, headers=NOT_STORED)


NOT_STORED = {"Cache-Control": "no-store"}


class TypedIsKept:
    """A form of the desk that comes without a session gets the login page, which keeps what the form held."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_form_of_the_desk(request) and not admin.site.has_permission(request):
            return login_page(request, sent_with(request))
        return None


def is_form_of_the_desk(request):
    match = request.resolver_match
    return request.method == "POST" and match.namespace == admin.site.name and match.url_name not in OPEN_PAGES


def csrf_failure(request, reason=""):
    """A form whose token is no longer good. From a page of ours it was outrun by a login, and its text is kept."""
    if comes_from_us(request) and request.resolver_match:
        typed = sent_with(request) if is_form_of_the_desk(request) else carried_by(request)
        if typed:
            return (
                offer(request, typed, status=403) if admin.site.has_permission(request) else login_page(request, typed)
            )
    return import_string(settings.FORBIDDEN_VIEW)(request)


def comes_from_us(request) -> bool:
    """Whether the browser says so. It always names the page's origin, and no page of others can have it name ours."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in ours
