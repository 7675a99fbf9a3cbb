"""Pages of deliveries: who goes to which boat when, the slip, handing over, what is out."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.activities.forms.activities import ReasonForm
from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, saved, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.ledger.views.common import download, origin_of
from banyan.people.models import Account, Role
from banyan.programmes.study.actions import deliveries as actions
from banyan.programmes.study.documents.slips import slip_pdf
from banyan.programmes.study.forms.deliveries import DeliveryForm, DispatchForm, HandOverForm, SettleForm
from banyan.programmes.study.models import Carrier, Delivery, Handout, Pack, Vessel, Voyage
from banyan.programmes.study.permissions import why_not_hand_over, why_not_keep_vessels
from banyan.programmes.study.queries import deliveries as queries
from banyan.programmes.study.queries.devices import vessels_for
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_day

CARRYING = (*KEEPERS, Role.CARRIER)
AHEAD = timedelta(days=31)
TONES: dict[str, str] = {Delivery.State.PLANNED: "amber", Delivery.State.DONE: "green", Delivery.State.CANCELLED: "quiet"}
HANDOUT_TONES: dict[str, str] = {Handout.State.OUT: "amber", Handout.State.LOST: "seal", Handout.State.RETURNED: "green"}


@who_may(*CARRYING)
def delivery_list(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    keeps = account.has_role(*KEEPERS)
    page = ListPage(
        queries.deliveries_for(account),
        request,
        columns=[
            Column("on", _("Day"), sort="on", url=Delivery.get_absolute_url),
            Column("vessel", _("Vessel"), sort="vessel__code"),
            Column("carrier", _("Carrier"), sort="carrier__person__name_key"),
            Column("received_by", _("Received by")),
            Column("state", _("State"), tone=lambda one: TONES[one.state]),
        ],
        filters=[Filter("state", _("State"), Delivery.State.choices)],
        search=lambda rows, words: narrowed(rows, words, "vessel__code", "carrier__person__name"),
        search_label=_("Vessel or carrier"),
        empty=EmptyState(
            _("Deliveries stand here"),
            _("Who carried study to which boat, what was handed over, and to whom."),
            action=_("Send carriers") if keeps else "",
            url=reverse("delivery_dispatch") if keeps else "",
        ),
        export_name=_("deliveries"),
    )
    context = {"page": page, "title": _("Study carried to boats"), "keeps": keeps}
    return page.export() if page.wants_export else render(request, "study/delivery_list.html", context)


@who_may(*CARRYING)
def handout_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.handouts_for(account_of(request)).filter(is_lent=True).exclude(state=Handout.State.NOT_CARRIED),
        request,
        columns=[
            Column("title", _("What"), sort="title", url=lambda one: one.delivery.get_absolute_url()),
            Column("vessel", _("Vessel"), sort="delivery__vessel__code", text=lambda one: one.delivery.vessel),
            Column("on", _("Since"), sort="delivery__on", text=lambda one: one.delivery.on),
            Column("carrier", _("Carrier"), text=lambda one: one.delivery.carrier),
            Column("state", _("State"), sort="state", tone=lambda one: HANDOUT_TONES.get(one.state, "quiet")),
            Column("settled_on", _("Returned or lost on"), sort="settled_on"),
        ],
        filters=[
            Filter("state", _("State"), [(one.value, one.label) for one in (Handout.State.OUT, Handout.State.RETURNED, Handout.State.LOST)])
        ],
        search=lambda rows, words: narrowed(rows, words, "title", "delivery__vessel__code"),
        search_label=_("What, or the vessel"),
        empty=EmptyState(_("What was lent stands here"), _("Sticks, books and bags that went to boats and are to come back.")),
        export_name=_("lent out"),
    )
    return page.export() if page.wants_export else render(request, "web/list.html", {"page": page, "title": _("Lent to boats")})


@who_may(*KEEPERS)
def delivery_dispatch(request: HttpRequest) -> HttpResponse:
    """All voyages that begin soon, with a carrier and day proposed for each; the clerk changes and sends what is chosen."""
    account, today = account_of(request), timezone.localdate()
    voyages = queries.voyages_to_supply(account, today, today + AHEAD)
    carriers = list(queries.carriers_for(account).filter(to_on=None)[:500])
    plan = queries.propose(voyages, carriers, today=today)
    form = DispatchForm([_choices(one) for one in plan if one.ways], sent(request))
    if request.method == "POST" and form.is_valid():
        done = _send_all(request, form, plan, account)
        if done:
            messages.success(
                request, ngettext("%(count)d delivery is planned.", "%(count)d deliveries are planned.", done) % {"count": done}
            )
        return redirect("delivery_dispatch")
    context = {
        "title": _("Who carries study where?"),
        "rows": [(one, form[f"voyage_{one.voyage.pk}"]) for one in plan if one.ways],
        "without": [one for one in plan if not one.ways],
        "carriers": carriers,
        "form": form,
    }
    return render(request, "study/delivery_dispatch.html", context, status=422 if form.errors else 200)


@who_may(*CARRYING)
def delivery_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    delivery, account = _delivery(request, uuid), account_of(request)
    hands = why_not_hand_over(account, delivery) is None
    context = {
        "title": _("Study for %(vessel)s") % {"vessel": delivery.vessel},
        "delivery": delivery,
        "handouts": delivery.handouts.select_related("pack"),
        "tone": TONES[delivery.state],
        "may_hand_over": hands and delivery.state == Delivery.State.PLANNED,
        "may_settle": hands,
        "may_cancel": why_not_keep_vessels(account, delivery.vessel.organisation) is None and delivery.state == Delivery.State.PLANNED,
    }
    return render(request, "study/delivery_show.html", context)


@who_may(*CARRYING)
def delivery_slip(request: HttpRequest, uuid: UUID) -> HttpResponse:
    delivery = _delivery(request, uuid)
    return download(slip_pdf(delivery, origin=origin_of(request)), f"交接单 {delivery.vessel} {delivery.on}.pdf", "application/pdf")


@who_may(*KEEPERS)
def delivery_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account = account_of(request)
    vessel: Vessel = get_object_or_404(vessels_for(account), uuid=uuid)
    form = DeliveryForm(account, vessel, sent(request))

    def act() -> Delivery:
        fields = {name: form.cleaned_data[name] for name in ("carrier", "on", "voyage", "packs")}
        return actions.plan_delivery(vessel, fields.pop("carrier"), **fields, things=form.things(), by=account)

    return saved(request, form, act, title=_("Carry study to %(vessel)s") % {"vessel": vessel}, back=vessel.get_absolute_url())


@who_may(*CARRYING)
def delivery_hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    delivery, account = _delivery(request, uuid), account_of(request)
    form = HandOverForm(delivery, sent(request))
    return saved(
        request,
        form,
        lambda: actions.hand_over(delivery, **form.hand_over_fields(), by=account),
        title=_("Handed over to %(vessel)s") % {"vessel": delivery.vessel},
        back=delivery.get_absolute_url(),
        action=_("Note it"),
    )


@who_may(*KEEPERS)
def delivery_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    delivery, account = _delivery(request, uuid), account_of(request)
    form = ReasonForm(sent(request))
    return confirmed(
        request,
        lambda: actions.cancel_delivery(delivery, **form.cleaned_data, by=account),
        form=form,
        title=_("Cancel the delivery to %(vessel)s?") % {"vessel": delivery.vessel},
        warning=_("The packs wait for somebody else to carry them."),
        action=_("Cancel the delivery"),
        back=delivery.get_absolute_url(),
    )


@who_may(*CARRYING)
def handout_settle(request: HttpRequest, pk: int) -> HttpResponse:
    account = account_of(request)
    handout = get_object_or_404(queries.handouts_for(account), pk=pk)
    form = SettleForm(sent(request), initial={"on": timezone.localdate(), "state": Handout.State.RETURNED})
    return confirmed(
        request,
        lambda: actions.settle_handout(handout, **form.cleaned_data, by=account),
        form=form,
        title=_("Is “%(what)s” back?") % {"what": handout},
        warning=_("It went to %(vessel)s on %(day)s.") % {"vessel": handout.delivery.vessel, "day": say_day(handout.delivery.on)},
        action=_("Note it"),
        back=handout.delivery.get_absolute_url(),
    )


def _delivery(request: HttpRequest, uuid: UUID) -> Delivery:
    delivery: Delivery = get_object_or_404(queries.deliveries_for(account_of(request)), uuid=uuid)
    return delivery


def _choices(one: queries.Proposal) -> tuple[str, list[tuple[str, str]], str]:
    """The best who could go, the proposed one among them and chosen."""
    ways = [*([one.way] if one.way else []), *(way for way in one.ways if way != one.way)]
    chosen = [(f"{way.carrier.pk}:{way.on}", f"{way.carrier} · {say_day(way.on)}") for way in ways]
    return f"voyage_{one.voyage.pk}", chosen, chosen[0][0] if one.way else ""


def _send_all(request: HttpRequest, form: DispatchForm, plan: list[queries.Proposal], account: Account) -> int:
    done = 0
    for one in plan:
        carrier, _colon, on = form.cleaned_data.get(f"voyage_{one.voyage.pk}", "").partition(":")
        if not carrier:
            continue
        try:
            _send(one.voyage, int(carrier), date.fromisoformat(on), one.packs, form.things(), account)
        except RuleError as error:
            messages.error(request, str(error))
        else:
            done += 1
    return done


def _send(voyage: Voyage, carrier: int, on: date, packs: tuple[Pack, ...], things: list[tuple[str, bool]], account: Account) -> Any:
    chosen = get_object_or_404(Carrier, pk=carrier)
    return actions.plan_delivery(voyage.vessel, chosen, on=on, voyage=voyage, packs=packs, things=things, by=account)
