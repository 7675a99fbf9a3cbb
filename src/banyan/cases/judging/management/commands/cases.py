"""`banyan cases verify FILE`: recompute the result of an archived judging from its marks."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from banyan.cases.judging.documents import ArchiveFault, verify_archive
from banyan.cases.judging.words import say_points


class Command(BaseCommand):
    help = "verify FILE: recompute the result of an archived judging from its marks and compare it bit for bit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["verify"])
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": file}, returncode=2)
        try:
            found = verify_archive(file.read_bytes())
        except ArchiveFault as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(title)s: %(cases)d cases, %(reviews)d scores. The %(winners)d winners, %(total)s points in all, follow from the marks.")
            % {
                "title": found.title,
                "cases": found.cases,
                "reviews": found.reviews,
                "winners": len(found.winners),
                "total": say_points(found.total_thousandths),
            }
        )
