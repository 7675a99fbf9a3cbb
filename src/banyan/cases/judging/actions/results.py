"""From the selection to the published result: public notice, and everything at once when it is over."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.actions.calls import publish_winners
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging, take_step
from banyan.cases.judging.models import Award, Certificate, Decision, Judging, Selection
from banyan.cases.judging.permissions import why_not_step
from banyan.cases.judging.queries.results import awarded, ranking_of, why_not_publish_yet, winners_of
from banyan.cases.judging.queries.selection import is_current, newest_selection
from banyan.core.audit import name_verbs
from banyan.people.models import Account

name_verbs(
    {
        "post_notice": gettext_lazy("put the result on public notice"),
        "withdraw_notice": gettext_lazy("withdrew the public notice"),
        "publish_results": gettext_lazy("published the result"),
        "revoke_certificate": gettext_lazy("withdrew a certificate"),
    }
)


@transaction.atomic
def post_notice(judging: Judging, *, by: Account, on: date | None = None) -> Judging:
    """Put the newest selection on public notice, as long as it still follows from marks and rules. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_step(by, judging, "post_notice"):
        raise UnableToJudge(reason)
    _current_selection(judging)
    return take_step(judging, "post_notice", by=by, on=on)


@transaction.atomic
def withdraw_notice(judging: Judging, *, reason: str, by: Account) -> Judging:
    """Take the notice down to mend the selection; objections stay recorded. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if refusal := why_not_step(by, judging, "withdraw_notice"):
        raise UnableToJudge(refusal)
    if not reason.strip():
        raise UnableToJudge(_("Say why the notice is withdrawn; the report keeps it."))
    return take_step(judging, "withdraw_notice", by=by, difference={"reason": reason.strip()})


@transaction.atomic
def publish_results(judging: Judging, *, by: Account, on: date | None = None) -> Judging:
    """Publish all decisions together: winners, the call's end, awards and certificates, or nothing of it. Raise UnableToJudge."""
    judging = locked_judging(judging)
    today = on or timezone.localdate()
    if reason := why_not_step(by, judging, "publish_results") or why_not_publish_yet(judging, today):
        raise UnableToJudge(reason)
    selection = _current_selection(judging)
    winners = winners_of(judging)
    publish_winners(judging.call, [winner.submission for winner in winners], by=by, on=today)
    awards = _give_awards(judging, winners)
    _certify(judging, winners, awards, today)
    judging = take_step(judging, "publish_results", by=by, difference={"run": selection.number, "winners": len(winners)})
    judging.published_at = timezone.now()
    judging.save(update_fields=["published_at"])
    return judging


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: Account, on: date | None = None) -> Certificate:
    """Withdraw a certificate; its public page says so from now on. Raise UnableToJudge."""
    judging = locked_judging(certificate.judging)
    if not by.has_role_at(judging.call.organisation, "organiser"):
        raise UnableToJudge(_("Only the organiser of %(organisation)s may do this.") % {"organisation": judging.call.organisation})
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.revoked_on:
        raise UnableToJudge(_("This certificate was withdrawn before."))
    if not reason.strip():
        raise UnableToJudge(_("Say why the certificate is withdrawn; its page shows it."))
    certificate.revoked_on, certificate.revoked_reason = on or timezone.localdate(), reason.strip()
    certificate.save(update_fields=["revoked_on", "revoked_reason"])
    record_judging("revoke_certificate", judging, by, {"number": certificate.number, "reason": reason.strip()}, label=certificate.number)
    return certificate


def _current_selection(judging: Judging) -> Selection:
    selection = newest_selection(judging)
    if selection is None:
        raise UnableToJudge(_("Nothing is selected yet. Run the selection first."))
    if not is_current(selection, judging):
        raise UnableToJudge(_("Scores or rules have changed since the selection was run. Run it again first."))
    return selection


def _give_awards(judging: Judging, winners: list[Decision]) -> list[Award]:
    rows = awarded(judging, ranking_of(judging, winners))
    return Award.objects.bulk_create(
        Award(judging=judging, organisation_id=row.pk, place=row.place, winners=row.winners) for row in rows if row.pk
    )


def _certify(judging: Judging, winners: list[Decision], awards: list[Award], today: date) -> None:
    """Number the certificates through: cases by city and number, then awards by place."""
    kinds, call = Certificate.Kind, judging.call
    things = [{"kind": kinds.EXCELLENT_CASE, "submission": winner.submission} for winner in winners]
    things += [{"kind": kinds.ORGANISATION_AWARD, "award": award} for award in awards]
    Certificate.objects.bulk_create(
        Certificate(judging=judging, number=f"{call.year}-{call.pk:02d}-{number:03d}", issued_on=today, **thing)
        for number, thing in enumerate(things, start=1)
    )
