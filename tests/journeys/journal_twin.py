"""The page's modules of the journal in a real Chromium, called from tests: bytes, events and errors go there and back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route

from banyan.kernels.journal.batch import Batch
from banyan.kernels.journal.events import Clock, Event, Kind
from banyan.kernels.journal.faults import Fault, JournalError

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "src/banyan/programmes/study/static/study/offline/journal"
VECTORS: dict[str, Any] = json.loads((ROOT / "tests/vectors/journal.json").read_text(encoding="utf-8"))
SECRET, PUBLIC_KEY, MAC_KEY = (bytes.fromhex(VECTORS[name]) for name in ("secret", "public_key", "mac_key"))
PARCEL = bytes.fromhex(VECTORS["parcel"])
ORIGIN = "http://localhost:9"
PAGE = "<!doctype html><html lang=zh><title>journal</title>"
ROW = ("learner", "item", "day", "minutes", "score")
FIELDS = ("learner", "item", "started", "elapsed", "kind", "score", "clock", "pack")

# Bytes travel as {"hex": …}; what the page throws as {"fault": …, "where": …}.
CALL = """async ({ base, names, values }) => {
  const load = async (name) => [name, await import(`${base}/${name}.js`)];
  const modules = await Promise.all(names.map(load));
  const journal = {};
  for (const [name, module] of modules) journal[name] = module;
  const given = (value) => {
    if (Array.isArray(value)) return value.map(given);
    if (value === null || typeof value !== "object") return value;
    if ("hex" in value) return Uint8Array.from(value.hex.match(/../g) || [], (pair) => parseInt(pair, 16));
    return Object.keys(value).reduce((all, key) => ({ ...all, [key]: given(value[key]) }), {});
  };
  const told = (value) => {
    if (value instanceof Uint8Array) return { hex: journal.bytes.hexOf(value) };
    if (value instanceof journal.faults.JournalError) return { fault: value.fault, where: value.where };
    if (Array.isArray(value)) return value.map(told);
    if (value === null || typeof value !== "object") return value;
    return Object.keys(value).reduce((all, key) => ({ ...all, [key]: told(value[key]) }), {});
  };
  try {
    return { value: told(await (SOURCE)(journal, given(values))) };
  } catch (error) {
    if (error instanceof journal.faults.JournalError) return { thrown: told(error) };
    throw error;
  }
}"""

Twin = Callable[..., Any]


def _given(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, Event):
        return {field: getattr(value, field) for field in FIELDS}
    if isinstance(value, dict):
        return {key: _given(one) for key, one in value.items()}
    return [_given(one) for one in value] if isinstance(value, list | tuple) else value


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return [_told(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"hex"}:
        return bytes.fromhex(value["hex"])
    if value.keys() == {"fault", "where"}:
        return JournalError(Fault(value["fault"]), value["where"])
    if value.keys() == set(FIELDS):
        return event_of([value[field] for field in FIELDS])
    return {key: _told(one) for key, one in value.items()}


def twin_of(page: Page, base: str) -> Twin:
    names = sorted(path.stem for path in MODULES.glob("*.js"))

    def call(source: str, **those: Any) -> Any:
        whole = CALL.replace("SOURCE", f"async (journal, {{ {', '.join(those)} }}) => ({source})")
        answer = page.evaluate(whole, {"base": base, "names": names, "values": _given(those)})
        if "thrown" in answer:
            raise _told(answer["thrown"])
        return _told(answer["value"])

    return call


def _policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


@pytest.fixture
def twin(page: Page) -> Twin:
    """Evaluate an expression over the page's modules, under the policy of every page of ours; its JournalErrors are raised here."""

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        headers = {"Content-Security-Policy": _policy()}
        if name.endswith(".js"):
            route.fulfill(body=(MODULES / name).read_text(encoding="utf-8"), content_type="text/javascript", headers=headers)
        else:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8", headers=headers)

    page.route(f"{ORIGIN}/**", serve)
    page.goto(f"{ORIGIN}/")
    return twin_of(page, f"{ORIGIN}/journal")


def event_of(row: list[Any]) -> Event:
    learner, item, started, elapsed, kind, score, clock, pack = row
    return Event(learner, item, started, elapsed, Kind(kind), score, Clock(clock), pack)


def as_batch(batch: Batch) -> dict[str, Any]:
    """A batch as the page has it."""
    header = {name: getattr(batch.header, name) for name in ("device", "incarnation", "first", "count", "previous")}
    return {"header": header, "hash": batch.hash, "record": batch.record}
