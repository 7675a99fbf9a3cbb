"""`banyan backup FILE`: everything in one file, also while Banyan runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from banyan.core.backup import save


class Command(BaseCommand):
    help = "Save database, files and keys to FILE (keep it like the data itself: it holds the keys)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        saved = save(file)
        self.stdout.write(
            _("Saved to %(file)s: %(files)d files, %(size)d KB.") % {"file": file, "files": saved.files, "size": saved.size // 1024}
        )
        if saved.damaged:
            self.stderr.write(_("%(count)d stored files are damaged on this disk; they were saved as they are.") % {"count": saved.damaged})
