"""What the organiser does with a call: draft or copy it, set its rules, publish it, write its notices, announce the results."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.actions.submissions import record_submission
from banyan.cases.collection.models import Call, CallNotice, Category, CityQuota, Criterion, Part, Stage, Submission
from banyan.cases.collection.permissions import why_not_call
from banyan.cases.collection.queries import city_of, texts_of
from banyan.cases.showcase.actions import draft_case
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation

name_verbs(
    {
        "draft_call": gettext_lazy("began a call"),
        "change_call": gettext_lazy("changed a call"),
        "set_call_rules": gettext_lazy("changed the parts, categories or criteria of a call"),
        "set_city_quotas": gettext_lazy("changed the cities' quotas"),
        "open_call": gettext_lazy("published a call"),
        "publish_call_notice": gettext_lazy("published a notice of a call"),
        "announce_results": gettext_lazy("announced the results of a call"),
    }
)
FIELDS = (
    "year",
    "title",
    "text",
    "opens_on",
    "submit_until",
    "recommend_until",
    "unit_quota",
    "city_quota",
    "least_characters",
    "most_characters",
    "most_photos",
)
LISTS: dict[str, tuple[type[Category] | type[Part] | type[Criterion], tuple[str, ...]]] = {
    "categories": (Category, ()),
    "parts": (Part, ("hint", "least_characters", "most_characters")),
    "criteria": (Criterion, ("weight",)),
}
COPIED = tuple(name for name in FIELDS if name not in ("year", "opens_on", "submit_until", "recommend_until"))


class UnableToCall(RuleError):
    """The call can't be made or changed so."""


@dataclass(frozen=True, slots=True)
class CallRules:
    """The lists of a call in their order: names of categories; parts and criteria with their fields."""

    categories: Sequence[Mapping[str, Any]]
    parts: Sequence[Mapping[str, Any]]
    criteria: Sequence[Mapping[str, Any]]


@transaction.atomic
def draft_call(organisation: Organisation, fields: Mapping[str, Any], rules: CallRules, *, by: Account) -> Call:
    """Begin a call of the organisation. Raise UnableToCall."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if reason := why_not_call(by, organisation):
        raise UnableToCall(reason)
    _refuse_days(fields)
    call = Call.objects.create(organisation=organisation, made_by=by, **{name: fields[name] for name in FIELDS})
    _write_lists(call, rules)
    _record("draft_call", call, by)
    return call


@transaction.atomic
def copy_call(source: Call, *, year: int, by: Account) -> Call:
    """Begin the call of ``year`` with the rules, quotas and (shifted by whole years) dates of an earlier one. Raise UnableToCall."""
    source = Call.objects.select_related("organisation").get(pk=source.pk)
    fields = {name: getattr(source, name) for name in COPIED} | {"year": year}
    fields["title"] = source.title.replace(str(source.year), str(year))
    for name in ("opens_on", "submit_until", "recommend_until"):
        fields[name] = _same_day(getattr(source, name), year - source.year)
    lists = {
        name: [{"name": row.name} | {extra: getattr(row, extra) for extra in extras} for row in model.objects.filter(call=source)]
        for name, (model, extras) in LISTS.items()
    }
    call = draft_call(source.organisation, fields, CallRules(**lists), by=by)
    CityQuota.objects.bulk_create(CityQuota(call=call, city=quota.city, places=quota.places) for quota in source.city_quotas.all())
    return call


@transaction.atomic
def change_call(call: Call, fields: Mapping[str, Any], *, by: Account) -> Call:
    """Change the text, dates and limits of a call whose results aren't announced. Raise UnableToCall."""
    call = _locked(call, by)
    _refuse_days(fields)
    changed = {name: [getattr(call, name), fields[name]] for name in FIELDS if name in fields and getattr(call, name) != fields[name]}
    for name, (_old, new) in changed.items():
        setattr(call, name, new)
    call.save()
    _record("change_call", call, by, {name: [str(old)[:200], str(new)[:200]] for name, (old, new) in changed.items()})
    return call


@transaction.atomic
def set_call_rules(call: Call, rules: CallRules, *, by: Account) -> Call:
    """Set categories, parts and criteria; what a submission uses already can't be taken away. Raise UnableToCall."""
    call = _locked(call, by)
    _write_lists(call, rules)
    _record("set_call_rules", call, by, {name: [str(row["name"]) for row in getattr(rules, name)] for name in LISTS})
    return call


@transaction.atomic
def set_city_quotas(call: Call, places: Mapping[Organisation, int | None], *, by: Account) -> Call:
    """Set how many each city may recommend; None stands for the call's ordinary number. Raise UnableToCall."""
    call = _locked(call, by)
    taken = {city.pk: call.submissions.past_the_city().filter(city=city).count() for city, most in places.items() if most is not None}
    for city, most in places.items():
        if most is not None and most < taken[city.pk]:
            said = _("%(city)s has recommended %(taken)d already, so its quota can't be %(most)d.")
            raise UnableToCall(said % {"city": city, "taken": taken[city.pk], "most": most})
    CityQuota.objects.filter(call=call, city__in=places).delete()
    rows = [CityQuota(call=call, city=city, places=most) for city, most in places.items() if most is not None and most != call.city_quota]
    CityQuota.objects.bulk_create(rows)
    _record("set_city_quotas", call, by, {row.city.code: row.places for row in rows})
    return call


@transaction.atomic
def open_call(call: Call, *, by: Account) -> Call:
    """Publish a call, so that units see it and submit from its first day on. Raise UnableToCall."""
    call = _locked(call, by)
    if call.state != Call.State.DRAFT:
        raise UnableToCall(_("This call is published already."))
    for name, words in (("categories", _("category")), ("parts", _("part")), ("criteria", _("criterion"))):
        if not getattr(call, name).exists():
            raise UnableToCall(_("The call has no %(what)s yet. Add at least one first.") % {"what": words})
    call.state = Call.State.OPEN
    call.save(update_fields=["state"])
    _record("open_call", call, by)
    return call


@transaction.atomic
def publish_call_notice(call: Call, *, stage: str, title: str, text: str, by: Account) -> CallNotice:
    """Publish a notice of a stage to everyone who sees the call. Raise UnableToCall."""
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=call.pk)
    if reason := why_not_call(by, call.organisation):
        raise UnableToCall(reason)
    if call.state == Call.State.DRAFT:
        raise UnableToCall(_("Publish the call first; nobody sees its notices before."))
    notice = CallNotice.objects.create(call=call, stage=stage, title=title, text=text, published_by=by)
    _record("publish_call_notice", call, by, {"title": title})
    return notice


@transaction.atomic
def announce_results(call: Call, *, by: Account, on: date | None = None) -> int:
    """End a call: each winner becomes a draft for the showcase, which a second person approves. Return how many. Raise UnableToCall."""
    call = _locked(call, by)
    if call.is_judged:
        raise UnableToCall(_("The winners of this call are selected by its judging and published together."))
    _refuse_early(call, on)
    winners = list(
        call.submissions.filter(state=Submission.State.WINNER).select_related("organisation", "city", "category", "call", "case")
    )
    if not winners:
        raise UnableToCall(_("No submission is selected yet. Mark the winners first."))
    return _announce(call, winners, by)


@transaction.atomic
def publish_winners(call: Call, winners: Collection[Submission], *, by: Account, on: date | None = None) -> int:
    """End a judged call: what its judging selected are the winners, all at once. Return how many. Raise UnableToCall."""
    call = _locked(call, by)
    if not call.is_judged:
        raise UnableToCall(_("This call isn't judged. Mark its winners and announce the results on the page of the call."))
    _refuse_early(call, on)
    states = Submission.State
    rows = call.submissions.select_for_update(of=("self",)).filter(pk__in=[winner.pk for winner in winners], state=states.ACCEPTED)
    chosen = list(rows.select_related("organisation", "city", "category", "call", "case"))
    if len(chosen) != len(winners) or not chosen:
        raise UnableToCall(_("Not every selected case still stands as accepted. Run the selection again."))
    for winner in chosen:
        winner.state = states.WINNER
        winner.version += 1
        winner.save(update_fields=["state", "version"])
        record_submission("choose_submission", winner, by, {"state": [states.ACCEPTED, states.WINNER]})
    return _announce(call, chosen, by)


def _refuse_early(call: Call, on: date | None) -> None:
    if call.stage_on(on or timezone.localdate()) != Stage.SELECTION:
        raise UnableToCall(_("Results are announced after the cities have recommended (until %(day)s).") % {"day": call.recommend_until})


def _announce(call: Call, winners: Collection[Submission], by: Account) -> int:
    for winner in winners:
        if winner.case is not None:
            continue
        winner.case = draft_case(call.organisation, _case_fields(winner), by=by, city=winner.city or city_of(winner.organisation))
        winner.save(update_fields=["case"])
    call.state, call.announced_at = Call.State.ANNOUNCED, timezone.now()
    call.save(update_fields=["state", "announced_at"])
    _record("announce_results", call, by, {"winners": [winner.mark for winner in winners]})
    return len(winners)


def _case_fields(winner: Submission) -> dict[str, Any]:
    paragraphs = [piece for part, text in texts_of(winner) if text.strip() for piece in (part.name, text.strip())]
    return {
        "place": winner.organisation.name,
        "year": winner.call.year,
        "category": winner.category.name if winner.category else "",
        "programme": winner.programme,
        "title": winner.title,
        "subtitle": winner.subtitle,
        "body": "\n".join(paragraphs),
    }


def _locked(call: Call, by: Account) -> Call:
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=call.pk)
    if reason := why_not_call(by, call.organisation):
        raise UnableToCall(reason)
    if call.state == Call.State.ANNOUNCED:
        raise UnableToCall(_("The results of “%(call)s” are announced.") % {"call": call})
    return call


def _write_lists(call: Call, rules: CallRules) -> None:
    for list_name, (model, extras) in LISTS.items():
        wanted = list(getattr(rules, list_name))
        names = [str(row["name"]).strip() for row in wanted]
        if len(set(names)) < len(names):
            raise UnableToCall(_("The same name stands twice in a list. Give each its own."))
        _remove_others(call, model, names)
        try:
            with transaction.atomic():
                for place, (name, row) in enumerate(zip(names, wanted, strict=True)):
                    values = {"place": place} | {extra: row[extra] for extra in extras}
                    model.objects.update_or_create(call=call, name=name, defaults=values)
        except IntegrityError as error:
            raise UnableToCall(_("A part can't have fewer characters at most than at least.")) from error


def _remove_others(call: Call, model: Any, names: Sequence[str]) -> None:
    for row in model.objects.filter(call=call).exclude(name__in=names):
        try:
            row.delete()
        except ProtectedError as error:
            said = _("“%(name)s” can't be taken away: submissions use it.")
            raise UnableToCall(said % {"name": row.name}) from error


def _refuse_days(fields: Mapping[str, Any]) -> None:
    if not fields["opens_on"] <= fields["submit_until"] <= fields["recommend_until"]:
        raise UnableToCall(_("The days are out of order: first units submit, then cities recommend."))
    if fields["least_characters"] > fields["most_characters"]:
        raise UnableToCall(_("The text can't have fewer characters at most than at least."))


def _same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # 29 February.
        return day.replace(year=day.year + years, day=28)


def _record(verb: str, call: Call, by: Account, difference: dict[str, Any] | None = None) -> None:
    record(
        verb,
        "call",
        call.uuid,
        actor=by.uuid,
        label=call.title,
        organisation_code=call.organisation.code,
        difference=difference,
    )
