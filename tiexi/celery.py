"""The Celery application: its messages are doorbells and carry no facts."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexi.settings")
app = Celery("tiexi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
