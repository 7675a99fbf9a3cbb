"""What people do with ports and times in port: note a port and its rooms, note a fishing ban or Spring Festival, take one out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Place
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation
from banyan.programmes.study.models import Port, Season
from banyan.programmes.study.permissions import why_not_keep_vessels

name_verbs(
    {
        "add_port": gettext_lazy("noted a port"),
        "change_port": gettext_lazy("changed a port"),
        "note_season": gettext_lazy("noted a time in port"),
        "drop_season": gettext_lazy("took out a time in port"),
    }
)


class UnableToKeepPort(RuleError):
    """The port can't be noted or changed so."""


class UnableToKeepSeason(RuleError):
    """The time in port can't be noted or taken out so."""


@transaction.atomic
def add_port(organisation: Organisation, *, name: str, rooms: Iterable[Place] = (), by: Account | None) -> Port:
    """Note a port with the rooms nearby. Raise UnableToKeepPort."""
    organisation = _locked(organisation)
    if by is not None and (reason := why_not_keep_vessels(by, organisation)):
        raise UnableToKeepPort(reason)
    port = Port(organisation=organisation, name=_name(organisation, name, None))
    chosen = _rooms(rooms, None)
    port.save()
    port.rooms.set(chosen)
    _record("add_port", port, by, chosen)
    return port


@transaction.atomic
def change_port(port: Port, *, name: str, rooms: Iterable[Place], by: Account | None) -> Port:
    """Change a port's name and rooms. Raise UnableToKeepPort."""
    port = Port.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=port.pk)
    if by is not None and (reason := why_not_keep_vessels(by, port.organisation)):
        raise UnableToKeepPort(reason)
    _locked(port.organisation)
    port.name = _name(port.organisation, name, port)
    chosen = _rooms(rooms, port)
    port.save(update_fields=["name"])
    port.rooms.set(chosen)
    _record("change_port", port, by, chosen)
    return port


@transaction.atomic
def note_season(
    organisation: Organisation, *, kind: str, waters: str, begins_at: datetime, ends_at: datetime, source: str, by: Account | None
) -> Season:
    """Note a fishing ban of some waters, or a Spring Festival, for an organisation and all below it. Raise UnableToKeepSeason."""
    organisation = _locked(organisation)
    if by is not None and (reason := why_not_keep_vessels(by, organisation)):
        raise UnableToKeepSeason(reason)
    if ends_at <= begins_at:
        raise UnableToKeepSeason(_("It ends after it begins. Correct the days."))
    if kind == Season.Kind.FISHING_BAN and not waters:
        raise UnableToKeepSeason(_("A fishing ban holds for waters. Choose which."))
    if not source.strip():
        raise UnableToKeepSeason(_("Say where it stands, such as the notice of the year."))
    waters = waters if kind == Season.Kind.FISHING_BAN else ""
    same = Season.objects.filter(organisation=organisation, kind=kind, waters=waters)
    if other := same.filter(begins_at__lt=ends_at, ends_at__gt=begins_at).first():
        raise UnableToKeepSeason(_("“%(other)s” is noted for some of these days already. Take it out first.") % {"other": other})
    season = Season.objects.create(
        organisation=organisation, kind=kind, waters=waters, begins_at=begins_at, ends_at=ends_at, source=source.strip()
    )
    _record_season("note_season", season, by)
    return season


@transaction.atomic
def drop_season(season: Season, *, by: Account | None) -> None:
    """Take out a time in port that was noted wrongly; the audit trail keeps it. Raise UnableToKeepSeason."""
    season = Season.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=season.pk)
    if by is not None and (reason := why_not_keep_vessels(by, season.organisation)):
        raise UnableToKeepSeason(reason)
    _record_season("drop_season", season, by)
    season.delete()


def _locked(organisation: Organisation) -> Organisation:
    found: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    return found


def _name(organisation: Organisation, name: str, port: Port | None) -> str:
    name = name.strip()
    if not name:
        raise UnableToKeepPort(_("A port has a name."))
    if Port.objects.filter(organisation=organisation, name=name).exclude(pk=port.pk if port else 0).exists():
        raise UnableToKeepPort(_("%(name)s has a port of this name already.") % {"name": organisation})
    return name


def _rooms(rooms: Iterable[Place], port: Port | None) -> list[Place]:
    # In one order always, so that two ports that want a room wait for one another.
    chosen = list(Place.objects.select_for_update().filter(pk__in=[room.pk for room in rooms]).order_by("pk"))
    taken = Port.rooms.through.objects.filter(place__in=chosen).exclude(port=port).select_related("port", "place").first()
    if taken is not None:
        raise UnableToKeepPort(_("%(room)s is a room of %(port)s already.") % {"room": taken.place, "port": taken.port})
    return chosen


def _record(verb: str, port: Port, by: Account | None, rooms: list[Place]) -> None:
    record(
        verb,
        "port",
        port.uuid,
        actor=by.uuid if by else None,
        label=port.name,
        organisation_code=port.organisation.code,
        difference={"name": port.name, "rooms": [room.name for room in rooms]},
    )


def _record_season(verb: str, season: Season, by: Account | None) -> None:
    record(
        verb,
        "season",
        season.pk,
        actor=by.uuid if by else None,
        label=str(season),
        organisation_code=season.organisation.code,
        difference={
            "kind": season.kind,
            "waters": season.waters,
            "begins": season.begins_at.isoformat(),
            "ends": season.ends_at.isoformat(),
            "source": season.source,
        },
    )
