"""The Celery application: its messages are doorbells and carry no facts."""

import os

from celery import Celery, Task

from projects.doors import Door, through

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexi.settings")


class Job(Task):
    """Whatever a task writes, its history says that a job did it."""

    def __call__(self, *args, **kwargs):
        with through(Door.JOB, job=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("tiexi", task_cls=Job)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
