"""Pages of ports and times in port."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, saved, sent
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.programmes.study.actions import ports as actions
from banyan.programmes.study.forms.ashore import PortForm, SeasonForm
from banyan.programmes.study.models import Port, Season
from banyan.programmes.study.permissions import why_not_keep_vessels
from banyan.programmes.study.queries.ashore import ports_for, seasons_for, with_rooms
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_moment


@who_may(*KEEPERS)
def port_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        with_rooms(ports_for(account_of(request))),
        request,
        columns=[
            Column("name", _("Port"), sort="name", url=Port.get_absolute_url),
            Column("rooms", _("Rooms nearby"), text=lambda port: "、".join(room.name for room in port.rooms.all()) or "—"),
            Column("sailing", _("Vessels"), text=lambda port: len(port.sailing), number=True),
            Column("organisation", _("Organisation"), sort="organisation__path"),
        ],
        search=lambda ports, words: narrowed(ports, words, "name", "organisation__name"),
        search_label=_("Name or organisation"),
        empty=EmptyState(
            _("Ports stand here"),
            _("Each with its rooms, in which crews make study up when they are ashore."),
            action=_("Note a port"),
            url=reverse("port_new"),
        ),
        export_name=_("ports"),
    )
    return page.export() if page.wants_export else render(request, "study/port_list.html", {"page": page, "title": _("Ports")})


@who_may(*KEEPERS)
def port_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    port = get_object_or_404(with_rooms(ports_for(account_of(request))), uuid=uuid)
    return render(
        request, "study/port_show.html", {"title": port.name, "port": port, "teachers": port.teachers.select_related("person")[:60]}
    )


@who_may(*KEEPERS)
def port_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    form = PortForm(account, sent(request))
    return saved(request, form, lambda: actions.add_port(**form.cleaned_data, by=account), title=_("Note a port"), back=reverse("ports"))


@who_may(*KEEPERS)
def port_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account = account_of(request)
    port = get_object_or_404(ports_for(account), uuid=uuid)
    form = PortForm(account, sent(request), port=port)
    return saved(
        request,
        form,
        lambda: actions.change_port(port, **form.cleaned_data, by=account),
        title=_("Change %(port)s") % {"port": port},
        back=port.get_absolute_url(),
    )


@who_may(*KEEPERS)
def season_list(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    page = ListPage(
        seasons_for(account),
        request,
        columns=[
            Column("kind", _("Kind"), text=str, url=lambda one: reverse("season_drop", args=[one.pk]) if _keeps(one) else ""),
            Column("waters", _("Fishing waters"), text=lambda one: one.get_waters_display() or _("all")),
            Column("begins_at", _("Begins"), sort="begins_at", text=lambda one: say_moment(one.begins_at)),
            Column("ends_at", _("Ends"), sort="ends_at", text=lambda one: say_moment(one.ends_at)),
            Column("source", _("Source")),
            Column("organisation", _("Noted by"), sort="organisation__path"),
        ],
        filters=[Filter("kind", _("Kind"), Season.Kind.choices)],
        empty=EmptyState(
            _("Fishing bans and Spring Festivals stand here"),
            _("Each year has its own days. Boats lie in port then, so that crews can make study up."),
            action=_("Note a time in port"),
            url=reverse("season_new"),
        ),
        export_name=_("times in port"),
    )

    def _keeps(season: Season) -> bool:
        return why_not_keep_vessels(account, season.organisation) is None

    return page.export() if page.wants_export else render(request, "study/season_list.html", {"page": page, "title": _("Times in port")})


@who_may(*KEEPERS)
def season_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    form = SeasonForm(account, sent(request))
    return saved(
        request,
        form,
        lambda: actions.note_season(form.cleaned_data["organisation"], **form.season_fields(), by=account),
        title=_("Note a time in port"),
        back=reverse("seasons"),
    )


@who_may(*KEEPERS)
def season_drop(request: HttpRequest, pk: int) -> HttpResponse:
    season = get_object_or_404(seasons_for(account_of(request)), pk=pk)
    return confirmed(
        request,
        lambda: actions.drop_season(season, by=account_of(request)),
        title=_("Take out %(season)s?") % {"season": season},
        warning=_("Make-up plans no longer count on these days. The audit trail keeps what was noted."),
        action=_("Take it out"),
        back=reverse("seasons"),
    )
