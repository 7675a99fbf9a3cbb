"""`banyan restore FILE`: a backup put back into an empty folder, and what was erased since erased again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from banyan.core import erasures
from banyan.core.backup import put_back
from banyan.core.guards import install_guards


class Command(BaseCommand):
    help = "Put a backup back into an empty data folder (--data DIR)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--erased", type=Path, help=f"the list of deletions ({erasures.LIST}) of the folder that the backup came from")

    def handle(self, *args: Any, file: Path, erased: Path | None, **options: Any) -> None:
        _check_list(erased)
        restored = put_back(file)
        install_guards(connection)
        if erased is not None:
            erasures.take_over(erased)
        again = erasures.replay()
        self.stdout.write(
            _("Restored the backup of %(time)s: %(rows)d rows, %(files)d files. Start with banyan serve.")
            % {"time": restored.made_at, "rows": restored.rows, "files": restored.files}
        )
        if again:
            self.stdout.write(_("%(count)d persons erased since that backup were erased again.") % {"count": again})
        if not erasures.list_path().exists():
            self.stdout.write(
                _("No list of deletions is here. If people were erased since that backup, restore anew with --erased and the old %(list)s.")
                % {"list": erasures.LIST}
            )


def _check_list(path: Path | None) -> None:
    # Before anything is put back.
    if path is None:
        return
    if not path.is_file():
        raise CommandError(_("There is no file %(file)s.") % {"file": path})
    try:
        erasures.remembered(path)
    except ValueError as error:
        raise CommandError(_("%(file)s is no list of deletions (%(list)s).") % {"file": path, "list": erasures.LIST}) from error
