"""`banyan serve`: the web server, the worker and the scheduler, until told to stop."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from banyan.core.supervisor import prepare, run_server


def port_number(text: str) -> int:
    """Read a port; raise ArgumentTypeError for what can't be one."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ArgumentTypeError(_("a port is a number from 1 to 65535"))
    return int(text)


class Command(BaseCommand):
    help = "Serve the data in the data folder, with worker and scheduler."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000)
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--origin", metavar="URL", help="the address that people type, such as https://banyan.example.org")
        parser.add_argument("--workers", type=int, choices=range(1, 65), metavar="N", default=1, help="web processes")
        parser.add_argument("--no-work", action="store_true", help="web only; run `banyan work` elsewhere")

    def handle(self, *args: Any, port: int, bind: str, workers: int, no_work: bool, **options: Any) -> None:
        if settings.DEBUG and not settings.DEMO:
            raise CommandError(_("BANYAN_DEBUG is for the demo only: it shows secrets to visitors. Unset it."))
        if bind not in ("127.0.0.1", "::1", "localhost") and not settings.ORIGIN:
            self.stderr.write(_("Without --origin only this machine is answered. Give the address that people type: --origin URL."))
        prepare(self.stdout)
        run_server(stdout=self.stdout, port=port, bind=bind, workers=workers, work=not no_work)
