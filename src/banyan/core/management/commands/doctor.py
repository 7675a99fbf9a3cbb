"""`banyan doctor`: what is in order and what is missing."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from banyan.core.doctor import examine

SIGNS = {"ok": "✓", "warn": "!", "fail": "✗"}


class Command(BaseCommand):
    help = "Say what is in order on this machine, what is missing, and what mends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(f"{SIGNS[finding.level]} {finding.what}" + (f"\n    → {finding.do}" if finding.do else ""))
        if any(finding.level == "fail" for finding in findings):
            raise CommandError(_("Something has to be mended first."))
