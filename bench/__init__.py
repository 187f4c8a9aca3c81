"""Measures of the product; Django is set up before any of them is imported."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexi.settings")
django.setup()
