"""The WSGI application that gunicorn serves."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexi.settings")


class Request(WSGIRequest):
    """Django's, for which a Content-Type that cannot be taken apart is an accident before any middleware runs."""

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
        except ValueError:
            self.content_type, self.content_params = "", {"charset": "unknown"}


class Application(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Application()
