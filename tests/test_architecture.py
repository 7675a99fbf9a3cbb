"""The house rules that no linter knows: who writes, what a file may hold, and that nothing calls another host."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

SOURCE = Path(__file__).parents[1] / "src" / "banyan"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
# Rooms from top to bottom, as in SETTLED order; a model may point only downward.
LAYERS = (
    "demo",
    "home",
    "judging",
    "collection",
    "cases",
    "similarity",
    "talks",
    "study",
    "mentoring",
    "care",
    "orders",
    "pairs",
    "activities",
    "ledger",
    "outbox",
    "people",
    "web",
    "core",
)

WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create", "add_root", "add_child"}
# core has no verbs of the office: these are the machines that actions call.
MACHINES = {"core/audit.py", "core/jobs.py", "core/files.py", "core/guards.py", "core/search.py"}
# Not rows: sets, dictionaries, hashes and widgets have the same words.
PLAIN = re.compile(
    r"^(self|super|.*(_words|_works|attrs|digest|hash|sha|context|query|found|fields|seen|kwargs|options|environ|default_storage|store|document|word|book|values|_kinds|_roles).*)$"
)


def lines_that_write(path: Path, tree: ast.AST | None = None) -> Iterator[str]:
    for node in ast.walk(tree or ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = ast.unparse(node.func.value)
            if "objects" in owner or ".filter(" in owner or not PLAIN.match(owner):
                yield f"{path.relative_to(SOURCE)}:{node.lineno} {owner}.{node.func.attr}"


def test_only_actions_write() -> None:
    writers = [
        path
        for path in MODULES
        if path.name != "actions.py" and "actions" not in path.parts and path.relative_to(SOURCE).as_posix() not in MACHINES
    ]
    in_apps = [path for path in writers if path.relative_to(SOURCE).parts[0] in (*LAYERS[:-2], "demo")]

    assert [line for path in in_apps for line in lines_that_write(path)] == []


def test_the_check_for_writes_sees_one() -> None:
    assert list(lines_that_write(SOURCE / "cases" / "showcase" / "actions" / "drafts.py"))


def test_every_action_that_writes_opens_a_transaction() -> None:
    loose = []
    for path in MODULES:
        if (path.name == "actions.py" or "actions" in path.parts) and "demo" not in path.parts:
            for node in ast.parse(path.read_text()).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or not list(lines_that_write(path, node)):
                    continue
                if "transaction.atomic" not in {ast.unparse(decorator) for decorator in node.decorator_list}:
                    loose.append(f"{path.relative_to(SOURCE)} {node.name}")

    assert loose == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text())
    long = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50]

    assert len(path.read_text().splitlines()) <= 400
    assert long == []
    assert ast.get_docstring(tree) or not path.read_text().strip()


def test_a_model_points_only_downward() -> None:
    upward = []
    for model in apps.get_models():
        if not model.__module__.startswith("banyan."):
            continue
        own = LAYERS.index(model._meta.app_label)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if (
                isinstance(field, models.ForeignKey)
                and target
                and target.__module__.startswith("banyan.")
                and LAYERS.index(target._meta.app_label) < own
            ):
                upward.append(f"{model.__name__}.{field.name}")

    assert upward == []


def test_names_in_the_database_fit_thirty_characters() -> None:
    long = []
    for model in apps.get_models():
        if model.__module__.startswith("banyan."):
            names = [thing.name for thing in (*model._meta.constraints, *model._meta.indexes)]
            long += [name for name in (*names, model._meta.db_table) if len(name) > 30]

    assert long == []


def test_nothing_in_pages_styles_and_scripts_calls_another_host() -> None:
    foreign = []
    for path in SOURCE.rglob("*"):
        # The scripts of others name their homes in comments.
        if path.suffix in (".html", ".css", ".js", ".svg") and "vendor" not in path.parts:
            text = re.sub(r"http://www\.w3\.org/\S+", "", path.read_text())
            foreign += [f"{path.relative_to(SOURCE)}: {found}" for found in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text)]

    assert foreign == []


def test_no_template_holds_inline_script_or_style() -> None:
    inline = []
    for path in SOURCE.rglob("*.html"):
        text = path.read_text()
        if re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", text):
            inline.append(str(path.relative_to(SOURCE)))

    assert inline == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """A word changed in a model is a migration too; a clerk's computer would else make it at some later upgrade."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
