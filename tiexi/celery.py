"""The Celery application: its messages are doorbells and carry no facts."""

import os
from typing import Any

from celery import Celery, Task

from backoffice.channel import Channel, history_channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexi.settings")


class RecordedTask(Task):
    """Whatever a task writes, its history says that a job did it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with history_channel(Channel.JOB, job=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("tiexi", task_cls=RecordedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
