"""A writer killed with -9 while it saves: the old state or the new one, never a mixture."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.core.test_backup import environment
from tests.starts import run

ROOT = Path(__file__).parents[3]
PREPARE = """
import django; django.setup()
from tests.factories import make_account, make_call, make_organisation, make_submission
province = make_organisation(); town = make_organisation(make_organisation(province))
clerk = make_account(town, "clerk", username="clerk")
make_submission(make_call(province, make_account(province, "organiser")), town, clerk)
"""
WRITE = """
import django; django.setup()
from itertools import count
from banyan.cases.collection.actions.submissions import save_submission
from banyan.cases.collection.models import Submission
from banyan.people.models import Account
row, clerk = Submission.objects.get(), Account.objects.get(username="clerk")
parts = list(row.call.parts.all())
for number in count():
    save_submission(row, {"title": str(number)}, {part.pk: str(number) for part in parts}, by=clerk)
    if number == 0:
        # On a slow machine the kill would come before there is anything of its own.
        print("ready", flush=True)
"""
LOOK = """
import django; django.setup()
from banyan.cases.collection.models import Submission
row = Submission.objects.get()
texts = set(row.texts.values_list("text", flat=True))
newest = row.versions.first()
print(len(texts), texts == {row.title}, newest.content["title"] == row.title, set(newest.content["texts"].values()) == texts)
"""


def surroundings(folder: Path) -> dict[str, str]:
    return environment(folder) | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def test_a_submission_that_was_being_saved_when_the_server_was_killed_is_whole(installed: Path) -> None:
    assert run(PREPARE, environment=surroundings(installed)).returncode == 0

    for _round in range(2):
        writer = subprocess.Popen([sys.executable, "-c", WRITE], env=surroundings(installed), stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0.05, 0.4))
        writer.kill()
        writer.wait()

        assert run(LOOK, environment=surroundings(installed)).stdout.split() == ["1", "True", "True", "True"]
