"""`banyan restore FILE`: a backup put back into an empty folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from banyan.core.backup import put_back
from banyan.core.guards import install_guards


class Command(BaseCommand):
    help = "Put a backup back into an empty data folder (--data DIR)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        restored = put_back(file)
        install_guards(connection)
        self.stdout.write(
            _("Restored the backup of %(time)s: %(rows)d rows, %(files)d files. Start with banyan serve.")
            % {"time": restored.made_at, "rows": restored.rows, "files": restored.files}
        )
