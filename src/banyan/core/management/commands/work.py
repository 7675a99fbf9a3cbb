"""`banyan work`: the worker and the scheduler, without the web server."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from banyan.core.supervisor import keep_time, supervise, work_children


class Command(BaseCommand):
    help = "Do the jobs: worker and scheduler, until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only-schedule", action="store_true", help="only the scheduler (used by serve)")

    def handle(self, *args: Any, only_schedule: bool, **options: Any) -> None:
        if only_schedule:
            keep_time(self.stdout)
        else:
            supervise(work_children(), stdout=self.stdout)
