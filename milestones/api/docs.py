"""The schema, its documentation, and the answer for addresses that do not exist."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from projects.api.authentication import HasRole

schema = SpectacularAPIView.as_view(permission_classes=[HasRole])
docs = login_required(SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html"))


@extend_schema(exclude=True)
class UnknownAddressView(APIView):
    """Nothing has this address; say so as every other error is said, and lead nowhere else: a redirect loses what was
    sent.
    """

    authentication_classes = []
    permission_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whatever the method."""
        super().initial(request, *args, **kwargs)
        if not request.path.endswith("/"):
            raise NotFound(_("Nothing is here: every address of the API ends with a slash."))
        raise Http404
