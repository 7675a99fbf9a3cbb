"""Pages of programmes: the list, one with its year and what is next, beginning, changing, ending one, keeping it as a template."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities import actions, queries
from banyan.activities.forms.programmes import (
    PROGRAMME_KINDS,
    EndForm,
    NewProgrammeForm,
    ProgrammeForm,
    TemplateForm,
    kind_in_words,
)
from banyan.activities.models import Programme, Template
from banyan.activities.permissions import KEEPERS, RUNNERS, why_not_keep_programme
from banyan.activities.views.common import account_of, as_uuid, confirmed, saved, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.queries import visible_to
from banyan.web.lists import Column, EmptyState, Filter, ListPage

ONGOING = (("yes", gettext_lazy("goes on")), ("no", gettext_lazy("ended")))


@who_may(*RUNNERS)
def programme_list(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    keeps = account.has_role(*KEEPERS)
    page = ListPage(
        queries.programmes_for(account),
        request,
        columns=[
            Column("name", _("Name of the programme"), sort="name", url=Programme.get_absolute_url),
            Column("kind", _("Kind of programme"), sort="kind", text=lambda row: kind_in_words(row.kind)),
            Column("organisation", _("Run by"), sort="organisation__path"),
            Column("home_place", _("Home place"), text=lambda row: row.home_place or ""),
            Column("begun_on", _("Since"), sort="begun_on"),
            Column("state", _("State"), text=_state, tone=lambda row: "quiet" if row.ended_on else "green"),
        ],
        filters=[
            Filter("kind", _("Kind of programme"), PROGRAMME_KINDS),
            Filter("goes_on", _("State"), ONGOING, lambda rows, said: rows.filter(ended_on__isnull=said == "yes")),
        ],
        search=lambda rows, words: narrowed(rows, words, "name", "slogan", "organisation__name"),
        empty=EmptyState(
            _("Programmes stand here"),
            _("A programme is a brand that you run for real. Begin from a template when another town has one."),
            action=_("Begin a programme") if keeps else "",
            url=reverse("programme_new") if keeps else "",
        ),
        export_name="programmes",
    )
    context = {"page": page, "title": _("Programmes"), "keeps": keeps}
    return page.export() if page.wants_export else render(request, "activities/programme_list.html", context)


@who_may(*RUNNERS)
def programme_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    programme, account, today = _programme(request, uuid), account_of(request), timezone.localdate()
    slots = queries.series_for(account).filter(programme=programme).exclude(to_on__lt=today)[:20]
    context = {
        "title": programme.name,
        "programme": programme,
        "kind": kind_in_words(programme.kind),
        "figures": queries.figures_of_year(programme, today.year),
        "next": queries.next_activities(queries.activities_for(account).filter(programme=programme)),
        "slots": slots,
        "places": {slot.place for slot in slots} | ({programme.home_place} if programme.home_place else set()),
        "proposed": [] if slots else _proposed(programme),
        "plan_address": _address("activity_new", programme),
        "slot_address": _address("series_new", programme),
        "keeps": why_not_keep_programme(account, programme.organisation) is None,
    }
    return render(request, "activities/programme_show.html", context)


@who_may(*KEEPERS)
def programme_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    offered = queries.organisations_to_run(account, request.GET.get("organisation", ""))
    form = NewProgrammeForm(
        visible_to(account, *KEEPERS),
        offered,
        queries.places_to_meet(offered),
        sent(request),
        initial=_from_template(request.GET.get("template", "")),
    )
    return saved(
        request,
        form,
        lambda: actions.begin_programme(
            form.cleaned_data["organisation"],
            form.cleaned_data["kind"],
            form.cleaned_data,
            by=account,
            template=form.cleaned_data["template"],
        ),
        title=_("Begin a programme"),
        back=reverse("programmes"),
        action=_("Begin a programme"),
    )


@who_may(*KEEPERS)
def programme_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    programme = _programme(request, uuid)
    places = queries.places_to_meet([programme.organisation])
    form = ProgrammeForm(places, sent(request), instance=Programme.objects.get(pk=programme.pk))
    return saved(
        request,
        form,
        lambda: actions.change_programme(programme, form.changed_fields(), by=account_of(request)),
        title=_("Change “%(what)s”") % {"what": programme},
        back=programme.get_absolute_url(),
    )


@who_may(*KEEPERS)
def programme_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    programme = _programme(request, uuid)
    form = EndForm(sent(request), initial={"on": timezone.localdate()})
    return confirmed(
        request,
        lambda: actions.end_programme(programme, on=form.cleaned_data["on"], by=account_of(request)),
        form=form,
        title=_("End “%(what)s”?") % {"what": programme},
        warning=_("A programme that has ended isn't taken up again."),
        changes=[_("Nothing new is planned in it."), _("What it did stays, with its facts and its public page.")],
        action=_("End the programme"),
        back=programme.get_absolute_url(),
    )


@who_may(*KEEPERS)
def programme_template(request: HttpRequest, uuid: UUID) -> HttpResponse:
    programme, account = _programme(request, uuid), account_of(request)
    form = TemplateForm(sent(request), initial={"title": programme.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_as_template(programme, title=form.cleaned_data["title"], by=account)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. Others find it when they begin a programme."))
            return redirect(programme)
    context = {"form": form, "title": _("Keep as a template"), "back": programme.get_absolute_url(), "context_line": programme.name}
    return render(request, "activities/form.html", context, status=422 if form.errors else 200)


def _programme(request: HttpRequest, uuid: UUID) -> Programme:
    return get_object_or_404(queries.programmes_for(account_of(request)), uuid=uuid)


def _state(programme: Programme) -> str:
    return _("ended") if programme.ended_on else _("goes on")


def _address(name: str, programme: Programme, **values: Any) -> str:
    """The address of a form that is filled in for the programme."""
    query = {"organisation": programme.organisation.code, "programme": programme.pk} | values
    return f"{reverse(name)}?{urlencode(query)}"


def _proposed(programme: Programme) -> list[dict[str, str]]:
    """The weekly slots of the template that the programme began with, each with the address where it is begun."""
    slots = programme.template.content.get("slots", [])[:20] if programme.template else []
    return [{"title": slot["title"], "url": _address("series_new", programme, **slot)} for slot in slots]


def _from_template(asked: str) -> dict[str, Any]:
    """What a programme begins with: nothing but today, or what the template holds that the address names."""
    uuid = as_uuid(asked)
    template = Template.objects.filter(uuid=uuid).first() if uuid else None
    if template is None:
        return {"begun_on": timezone.localdate()}
    content = {name: template.content.get(name, "") for name in ("name", "slogan")}
    return content | {"kind": template.kind, "template": template, "begun_on": timezone.localdate()}
