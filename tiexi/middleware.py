"""What every request passes: the reader's language, the admin's content policy and the door of a history."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from pghistory.middleware import HistoryMiddleware

from projects.doors import door_of


class AdminContentPolicyMiddleware:
    """Loosen the content policy for the admin alone, by what its theme needs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_POLICY
        return response


class AccountLanguageMiddleware:
    """The account's own language wins over the switch, which wins over Accept-Language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/healthz":
            request.user = AnonymousUser()  # is answered without asking the database who wants to know
        chosen = request.user.is_authenticated and request.user.language
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


class DoorMiddleware(HistoryMiddleware):
    """Whatever a request writes, its history names the person and the door."""

    def get_context(self, request):
        return super().get_context(request) | {"door": str(door_of(request.path))}
