"""What becomes of accounts is told like everything else that is done: by whom, how, and what it was before."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from catalog.content.kinds import Kind
from catalog.history import documents
from catalog.history.aside import look_after, look_before
from catalog.history.edits import speaking, tell
from catalog.models import Event

User = get_user_model()
COLUMNS = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser")
A_STRANGER = "a name that nobody has"


def dump(names) -> dict[str, dict]:
    """Accounts without their passwords."""
    people = User.objects.filter(username__in=list(names)).prefetch_related("groups", "user_permissions")
    return {user.username: {key: value for key, value in _document(user).items() if value} for user in people}


def _document(user):
    return {column: getattr(user, column) for column in COLUMNS} | {
        "roles": sorted(group.name for group in user.groups.all()),
        "permissions": sorted(permission.codename for permission in user.user_permissions.all()),
    }


ACCOUNT = Kind(name="user", dump=dump, model=User, label="username", key=("username",))
documents.register(ACCOUNT)


def desk_speaker(get_response):
    """What is done at the desk is done by whoever is signed in. Behind the authentication of the request."""

    def middleware(request):
        if request.method != "POST" or not request.path_info.startswith(settings.DESK_PATH):
            return get_response(request)
        user = request.user if request.user.is_authenticated else None
        with speaking(route=Event.Route.DESK, by=user):
            return get_response(request)

    return middleware


@receiver(pre_save, sender=User)
def before_saving(instance, update_fields=None, **_signal):
    if update_fields is None or {*COLUMNS} & {*update_fields}:
        look_before(User, [instance], about=instance, anew=True)
    # A password that is only hashed anew, at a login after the settings changed, is not typed anew.
    if instance.pk and instance._password is not None and (update_fields is None or "password" in update_fields):
        name = instance.get_username()
        tell(Event.Action.PASSWORD, kind="user", key=name, label=name)


@receiver(post_save, sender=User)
def after_saving(instance, created, **_signal):
    if created:
        look_before(User, [instance], about=instance, is_new=True)
    look_after(instance)


@receiver(pre_delete, sender=User)
def before_deleting(instance, **_signal):
    look_before(User, [instance], about=instance, is_going=True)


@receiver(post_delete, sender=User)
def after_deleting(instance, **_signal):
    look_after(instance)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def giving(instance, action, reverse, pk_set, **_signal):
    if action.startswith("post_"):
        look_after(instance)
    elif not reverse:
        look_before(User, [instance], about=instance, anew=True)
    elif isinstance(instance, Group):
        users = User.objects.filter(pk__in=pk_set) if pk_set else User.objects.filter(groups=instance)
        look_before(User, users, about=instance)


@receiver(user_logged_in)
def logged_in(user, **_signal):
    _tell_of_login(Event.Action.LOG_IN, user)


@receiver(user_logged_out)
def logged_out(user, **_signal):
    if user:
        _tell_of_login(Event.Action.LOG_OUT, user)


@receiver(user_login_failed)
def refused(credentials, **_signal):
    """What was typed as a name is told only if it is one: it may be a password in the wrong box."""
    user = User.objects.filter(username=credentials.get("username", "")).first()
    name = user.get_username() if user else ""
    with speaking(route=Event.Route.DESK):
        tell(Event.Action.REFUSED, kind="user", key=name, label=name or A_STRANGER)


def _tell_of_login(action, user):
    with speaking(route=Event.Route.DESK):
        tell(action, kind="user", key=user.get_username(), label=user.get_username(), by=user)
