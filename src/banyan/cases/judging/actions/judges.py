"""What is done about judges: invite them, note what they know and their ties, answer for them, let them fall out."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Category, Submission
from banyan.cases.judging.actions.rounds import UnableToJudge, locked_judging, record_judging
from banyan.cases.judging.models import FormerPost, Judge, Judging, Tie
from banyan.cases.judging.permissions import why_not_answer, why_not_change
from banyan.core.audit import name_verbs
from banyan.people.models import Account, Organisation, Role

name_verbs(
    {
        "invite_judge": gettext_lazy("invited a judge"),
        "change_judge": gettext_lazy("changed what a judge knows and takes on"),
        "accept_invitation": gettext_lazy("took part as a judge"),
        "decline_invitation": gettext_lazy("declined to judge"),
        "invite_again": gettext_lazy("invited a judge again"),
        "add_tie": gettext_lazy("added a tie of a judge"),
        "remove_tie": gettext_lazy("removed a tie of a judge"),
        "add_former_post": gettext_lazy("added a former unit of a judge"),
        "remove_former_post": gettext_lazy("removed a former unit of a judge"),
    }
)
FIELDS = ("programmes", "least", "most", "available_from", "available_until")


@transaction.atomic
def invite_judge(
    judging: Judging, account: Account, unit: Organisation, fields: Mapping[str, Any], *, categories: Collection[Category] = (), by: Account
) -> Judge:
    """Invite an account that holds the role of judge; ``unit`` is where the judge works or belongs. Raise UnableToJudge."""
    judging = locked_judging(judging)
    if reason := why_not_change(by, judging, "judges"):
        raise UnableToJudge(reason)
    if not account.has_role_at(judging.call.organisation, Role.JUDGE):
        said = _("%(account)s doesn't have the role of judge at %(organisation)s. Grant it on the accounts page first.")
        raise UnableToJudge(said % {"account": account, "organisation": judging.call.organisation})
    if judging.judges.filter(account=account).exists():
        raise UnableToJudge(_("%(account)s is on this panel already.") % {"account": account})
    number = int(judging.judges.aggregate(last=Max("number"))["last"] or 0) + 1
    judge = Judge(judging=judging, account=account, unit=unit, number=number)
    _set(judge, fields)
    judge.save()
    judge.categories.set(_own(judging, categories))
    record_judging("invite_judge", judging, by, {"judge": str(account.uuid)}, label=str(account))
    return judge


@transaction.atomic
def change_judge(judge: Judge, fields: Mapping[str, Any], *, categories: Collection[Category] | None = None, by: Account) -> Judge:
    """Change what the judge knows, takes on and when. Raise UnableToJudge."""
    judge = locked_judge(judge)
    if reason := why_not_change(by, judge.judging, "judges"):
        raise UnableToJudge(reason)
    _set(judge, fields)
    if "unit" in fields:
        judge.unit = fields["unit"]
    judge.save()
    if categories is not None:
        judge.categories.set(_own(judge.judging, categories))
    record_judging("change_judge", judge.judging, by, {"judge": str(judge.account.uuid)}, label=str(judge))
    return judge


@transaction.atomic
def accept_invitation(judge: Judge, *, by: Account) -> Judge:
    """Take part; staff may answer on the judge's telephone call. Raise UnableToJudge."""
    return _answer(judge, "accept", "accept_invitation", by)


@transaction.atomic
def decline_invitation(judge: Judge, *, reason: str, by: Account) -> Judge:
    """Decline with a reason. Raise UnableToJudge."""
    if not reason.strip():
        raise UnableToJudge(_("Say why, in a few words; the organiser then asks somebody else."))
    return _answer(judge, "decline", "decline_invitation", by, reason.strip())


@transaction.atomic
def invite_again(judge: Judge, *, by: Account) -> Judge:
    """Ask a judge again who declined or fell out. Raise UnableToJudge."""
    judge = locked_judge(judge)
    if reason := why_not_change(by, judge.judging, "judges"):
        raise UnableToJudge(reason)
    return _move(judge, "invite_again", "invite_again", by)


@transaction.atomic
def add_tie(
    judge: Judge, *, reason: str, by: Account, organisation: Organisation | None = None, submission: Submission | None = None
) -> Tie:
    """Note a tie to a unit or a case, declared by the judge or found by the office. Raise UnableToJudge."""
    judge = locked_judge(judge)
    if refusal := why_not_answer(by, judge):
        raise UnableToJudge(refusal)
    if (organisation is None) == (submission is None):
        raise UnableToJudge(_("Choose a unit or a case, one of the two."))
    if not reason.strip():
        raise UnableToJudge(_("Say what the tie is, so that others can follow it."))
    tie = Tie.objects.create(judge=judge, organisation=organisation, submission=submission, reason=reason.strip(), added_by=by)
    record_judging(
        "add_tie", judge.judging, by, {"judge": str(judge.account.uuid), "to": str(organisation or submission)}, label=str(judge)
    )
    return tie


@transaction.atomic
def remove_tie(tie: Tie, *, by: Account) -> None:
    """Take back a tie that was noted by mistake; the audit trail keeps it. Raise UnableToJudge."""
    judge = locked_judge(tie.judge)
    if reason := why_not_change(by, judge.judging, "judges"):
        raise UnableToJudge(reason)
    record_judging("remove_tie", judge.judging, by, {"judge": str(judge.account.uuid), "reason": tie.reason}, label=str(judge))
    Tie.objects.filter(pk=tie.pk).delete()


@transaction.atomic
def add_former_post(judge: Judge, organisation: Organisation, *, until: date, by: Account) -> FormerPost:
    """Note a unit that the judge belonged to until a day. Raise UnableToJudge."""
    judge = locked_judge(judge)
    if reason := why_not_answer(by, judge):
        raise UnableToJudge(reason)
    post, _made = FormerPost.objects.update_or_create(judge=judge, organisation=organisation, defaults={"until": until})
    difference = {"judge": str(judge.account.uuid), "unit": organisation.code, "until": until.isoformat()}
    record_judging("add_former_post", judge.judging, by, difference, label=str(judge))
    return post


@transaction.atomic
def remove_former_post(post: FormerPost, *, by: Account) -> None:
    """Take back a former unit noted by mistake. Raise UnableToJudge."""
    judge = locked_judge(post.judge)
    if reason := why_not_change(by, judge.judging, "judges"):
        raise UnableToJudge(reason)
    record_judging(
        "remove_former_post", judge.judging, by, {"judge": str(judge.account.uuid), "unit": post.organisation.code}, label=str(judge)
    )
    FormerPost.objects.filter(pk=post.pk).delete()


def locked_judge(judge: Judge) -> Judge:
    """The judge as the row stands now, with the round locked, so that assignments and answers don't cross."""
    judging = locked_judging(judge.judging)
    locked = Judge.objects.select_for_update(of=("self",)).select_related("account", "unit").get(pk=judge.pk)
    locked.judging = judging
    return locked


def _move(judge: Judge, verb: str, entry: str, by: Account, reason: str = "") -> Judge:
    """Take a locked judge to the next state and write it down. Raise UnableToJudge when the state doesn't allow it."""
    target = next((to for source, name, to in Judge.TRANSITIONS if (source, name) == (judge.state, verb)), None)
    if target is None:
        said = _("%(judge)s stands at “%(state)s”, so this can't be done. Open the page again.")
        raise UnableToJudge(said % {"judge": judge, "state": judge.get_state_display()})
    before, judge.state, judge.reason = judge.state, target, reason
    judge.save(update_fields=["state", "reason"])
    difference = {"judge": str(judge.account.uuid), "state": [before, judge.state]} | ({"reason": reason} if reason else {})
    record_judging(entry, judge.judging, by, difference, label=str(judge))
    return judge


def _answer(judge: Judge, verb: str, entry: str, by: Account, reason: str = "") -> Judge:
    judge = locked_judge(judge)
    if refusal := why_not_answer(by, judge):
        raise UnableToJudge(refusal)
    return _move(judge, verb, entry, by, reason)


def _set(judge: Judge, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(judge, name, fields[name])
    if judge.least is not None and judge.most is not None and judge.least > judge.most:
        raise UnableToJudge(_("A judge can't have fewer cases at most than at least."))
    if judge.available_from and judge.available_until and judge.available_from > judge.available_until:
        raise UnableToJudge(_("The last day can't be before the first."))


def _own(judging: Judging, categories: Collection[Category]) -> list[Category]:
    return [category for category in categories if category.call_id == judging.call_id]
