"""Bring the catalogues up to date: add what is missing, drop what is gone, compile."""

from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from django.core.management.base import BaseCommand

from tiexi.catalogue import LANGUAGES, catalogue_folder, first_plural_form, read_catalogue, required_msgids


class Command(BaseCommand):
    requires_system_checks: list = []
    help = "Collect every string, list those that a language lacks, and compile its catalogue (needs Babel)."

    def handle(self, **options: Any) -> None:
        for language in LANGUAGES:
            self.update(language)

    def update(self, language: str) -> None:
        catalogue, msgids, folder = read_catalogue(language), required_msgids(language), catalogue_folder(language)
        for msgid in {message.id for message in catalogue if message.id} - msgids:
            catalogue.delete(msgid)
        for msgid in sorted(msgids, key=str):
            if msgid not in catalogue:
                catalogue.add(msgid, flags=["python-format"] if "%(" in str(msgid) else [])
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "django.po").open("wb") as file:
            write_po(file, catalogue, width=0, sort_output=True, no_location=True)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, catalogue)
        missing = [message.id for message in catalogue if message.id and not first_plural_form(message.string)]
        for msgid in missing:
            self.stdout.write(repr(msgid))
        self.stdout.write(f"language={language} strings={len(msgids)} missing={len(missing)}")
