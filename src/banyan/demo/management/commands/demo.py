"""`banyan demo`: a working province of made-up people, in under a minute."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from banyan.core.schema import holds_tables
from banyan.core.supervisor import prepare, run_server
from banyan.demo.actions import fill
from banyan.people.models import Organisation, Role


class Command(BaseCommand):
    help = "A province with made-up people and the collection of 2022 in it; --no-serve only fills the folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="fill the folder and stop")
        parser.add_argument("--notice", type=Path, help="read the four cases from this published notice")

    def handle(self, *args: Any, port: int, no_serve: bool, notice: Path | None, **options: Any) -> None:
        if notice is not None and not notice.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": notice})
        demo_file = settings.DATA / "demo.json"
        if holds_tables() and not demo_file.exists():
            raise CommandError(
                _("%(folder)s belongs to an installation that is no demo. Give the demo an empty folder with --data, and no DATABASE_URL.")
                % {"folder": settings.DATA}
            )
        # It marks the folder before anything is made, so that a demo broken off is taken up again.
        demo_file.touch(mode=0o600)
        prepare(self.stdout)
        if not Organisation.objects.exists():
            fill(notice=notice, demo_file=demo_file, say=self.stdout.write)
        for row in json.loads(demo_file.read_text()):
            self.stdout.write(f"  {row['username']:<8} {row['password']}  {row['name']} · {row['where']} · {Role(row['role']).label}")
        if not no_serve:
            run_server(stdout=self.stdout, port=port)
