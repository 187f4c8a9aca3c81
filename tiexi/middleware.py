"""What every request passes: the reader's language and the admin's content policy."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation


class AdminContentPolicyMiddleware:
    """Loosen the content policy for the admin alone, by what its theme needs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(("/admin/", "/act/")):
            response._csp_replace = settings.ADMIN_CONTENT_POLICY
        return response


class AccountLanguageMiddleware:
    """The account's own language wins over the switch, which wins over Accept-Language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/healthz"):
            request.user = AnonymousUser()  # is answered without asking the database who wants to know
        chosen = request.user.is_authenticated and request.user.language
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)
