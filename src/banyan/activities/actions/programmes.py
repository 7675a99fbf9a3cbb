"""What people do with programmes, places and templates: begin, change, end them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Activity, Place, Programme, Template
from banyan.activities.permissions import why_not_keep_programme
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.core.files import store
from banyan.core.models import StoredFile
from banyan.core.photos import clean_photo
from banyan.people.models import Account, Organisation

name_verbs(
    {
        "begin_programme": gettext_lazy("began a programme"),
        "change_programme": gettext_lazy("changed a programme"),
        "end_programme": gettext_lazy("ended a programme"),
        "keep_as_template": gettext_lazy("made a template from a programme"),
        "add_place": gettext_lazy("added a place"),
        "change_place": gettext_lazy("changed a place"),
        "close_place": gettext_lazy("closed a place"),
    }
)
PROGRAMME_FIELDS = ("slug", "name", "slogan", "home_place", "contact_phone", "begun_on")
PLACE_FIELDS = ("name", "address", "seats", "step_free", "outdoors", "way_there", "latitude", "longitude")


class UnableToKeepProgramme(RuleError):
    """The programme can't be begun or changed so."""


class UnableToKeepPlace(RuleError):
    """The place can't be kept so."""


@transaction.atomic
def begin_programme(
    organisation: Organisation, kind: str, fields: Mapping[str, Any], *, by: Account | None, template: Template | None = None
) -> Programme:
    """Begin a programme of the organisation, from a template when one is given. Raise UnableToKeepProgramme."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (reason := why_not_keep_programme(by, organisation)):
        raise UnableToKeepProgramme(reason)
    if template is not None and template.kind != kind:
        raise UnableToKeepProgramme(_("The template is of another kind of programme."))
    values = {name: fields[name] for name in PROGRAMME_FIELDS if name in fields}
    _refuse_slug(values["slug"], None)
    programme = Programme.objects.create(organisation=organisation, kind=kind, template=template, **values)
    _record("begin_programme", "programme", programme, by)
    return programme


@transaction.atomic
def change_programme(programme: Programme, fields: Mapping[str, Any], *, by: Account) -> Programme:
    """Change a programme's words, home place and address. Raise UnableToKeepProgramme."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    if reason := why_not_keep_programme(by, programme.organisation):
        raise UnableToKeepProgramme(reason)
    if "slug" in fields:
        _refuse_slug(fields["slug"], programme)
    changed = _set(programme, fields, PROGRAMME_FIELDS)
    programme.save()
    _record("change_programme", "programme", programme, by, changed)
    return programme


@transaction.atomic
def end_programme(programme: Programme, *, on: date, by: Account) -> Programme:
    """End a programme on a day; what it did stays. Raise UnableToKeepProgramme."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    if reason := why_not_keep_programme(by, programme.organisation):
        raise UnableToKeepProgramme(reason)
    if programme.ended_on is not None:
        raise UnableToKeepProgramme(_("This programme has ended already."))
    if on < programme.begun_on:
        raise UnableToKeepProgramme(_("A programme can't end before it began, on %(day)s.") % {"day": programme.begun_on})
    open_ones = Activity.objects.filter(programme=programme, state__in=(Activity.State.PLANNED, Activity.State.OPEN)).count()
    if open_ones:
        raise UnableToKeepProgramme(
            _("%(count)d activities of the programme are still ahead. Cancel them first, so that everybody learns of it.")
            % {"count": open_ones}
        )
    programme.ended_on = on
    programme.save()
    _record("end_programme", "programme", programme, by)
    return programme


@transaction.atomic
def keep_as_template(programme: Programme, *, title: str, by: Account) -> Template:
    """Keep what a programme consists of as a template that others begin with. Raise UnableToKeepProgramme."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organisation", "home_place").get(pk=programme.pk)
    if reason := why_not_keep_programme(by, programme.organisation):
        raise UnableToKeepProgramme(reason)
    slots = [
        {"kind": row.kind, "title": row.title, "weekday": row.weekday, "begins": row.begins.isoformat("minutes"), "minutes": row.minutes}
        for row in programme.series.filter(to_on=None)[:20]
    ]
    template = Template.objects.create(
        kind=programme.kind,
        title=title,
        origin_title=f"{programme.organisation} · {programme.name}",
        origin_code=programme.organisation.code,
        origin_url=programme.get_absolute_url(),
        content={"name": programme.name, "slogan": programme.slogan, "slots": slots},
    )
    _record("keep_as_template", "programme", programme, by)
    return template


@transaction.atomic
def add_place(organisation: Organisation, fields: Mapping[str, Any], *, by: Account | None, photo: bytes | None = None) -> Place:
    """Add a place to meet; ``photo`` shows the way there. Raise UnableToKeepPlace or UnableToUsePhoto."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (reason := why_not_keep_programme(by, organisation)):
        raise UnableToKeepPlace(reason)
    place = Place(organisation=organisation, **{name: fields[name] for name in PLACE_FIELDS if name in fields})
    _save_place(place, photo)
    _record("add_place", "place", place, by)
    return place


@transaction.atomic
def change_place(place: Place, fields: Mapping[str, Any], *, by: Account, photo: bytes | None = None) -> Place:
    """Change a place; a new ``photo`` takes the old one's place. Raise UnableToKeepPlace."""
    place = Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)
    if reason := why_not_keep_programme(by, place.organisation):
        raise UnableToKeepPlace(reason)
    changed = _set(place, fields, PLACE_FIELDS)
    _save_place(place, photo)
    _record("change_place", "place", place, by, changed)
    return place


@transaction.atomic
def close_place(place: Place, *, on: date, by: Account) -> Place:
    """Say that a place is no longer used from a day on. Raise UnableToKeepPlace."""
    place = Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)
    if reason := why_not_keep_programme(by, place.organisation):
        raise UnableToKeepPlace(reason)
    ahead = Activity.objects.filter(place=place, starts_at__date__gte=on, state__in=(Activity.State.PLANNED, Activity.State.OPEN)).first()
    if ahead is not None:
        raise UnableToKeepPlace(
            _("“%(what)s” on %(day)s takes place there. Move it to another place first.") % {"what": ahead, "day": ahead.on}
        )
    place.closed_on = on
    place.save()
    _record("close_place", "place", place, by)
    return place


def _refuse_slug(slug: str, programme: Programme | None) -> None:
    same = Programme.objects.filter(slug=slug).select_related("organisation").first()
    if same is not None and same != programme:
        raise UnableToKeepProgramme(
            _("The address “%(slug)s” belongs to “%(name)s” of %(place)s already. Choose another one.")
            % {"slug": slug, "name": same, "place": same.organisation}
        )


def _save_place(place: Place, photo: bytes | None) -> None:
    if photo is not None:
        place.way_photo = _stored_photo(photo, place.organisation)
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        if "place_name_once" in str(error) or "UNIQUE" in str(error):
            raise UnableToKeepPlace(
                _("%(where)s has a place named “%(name)s” already.") % {"where": place.organisation, "name": place}
            ) from error
        raise UnableToKeepPlace(
            _("A position is given in degrees north and east, both or neither, for example 22.97310, 113.99050.")
        ) from error


def _stored_photo(content: bytes, organisation: Organisation) -> StoredFile:
    photo = clean_photo(content, name=str(_("Picture of the way")))
    return store(photo.content, name="way.jpg", kind=photo.kind, organisation_code=organisation.code)


def _set(row: Programme | Place, fields: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, list[str]]:
    changed = {
        name: [str(getattr(row, name)), str(fields[name])] for name in known if name in fields and getattr(row, name) != fields[name]
    }
    for name in changed:
        setattr(row, name, fields[name])
    return changed


def _record(verb: str, kind: str, row: Programme | Place, by: Account | None, difference: dict[str, Any] | None = None) -> None:
    record(
        verb,
        kind,
        row.uuid,
        actor=by.uuid if by else None,
        label=row.name,
        organisation_code=row.organisation.code,
        difference=difference,
    )
