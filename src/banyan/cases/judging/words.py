"""What a selection says, in sentences that can be shown to somebody who lost."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.cases.judging.models import Decision, SelectionRule
from banyan.kernels.judging import Conflict, Contradiction, Limit, LimitKind, Reason, Remark, Scope, WhatIf

Names = Mapping[str, str]
CASES_NAMED = 5


def say_points(thousandths: int | None) -> str:
    """Points with two decimals; a dash where there are none."""
    return "—" if thousandths is None else f"{thousandths / 1000:.2f}"


def say_rule(rule: SelectionRule, names: Names) -> str:
    """A rule of the call as the pages show it."""
    return _say_bound(rule.bound, rule.number, _what(rule.scope, rule.value, names))


def say_limit(limit: Limit, names: Names) -> str:
    """A limit that a reason or a contradiction cites."""
    match limit.kind:
        case LimitKind.WINNERS:
            return ngettext("%(count)d case is selected", "%(count)d cases are selected", limit.number) % {"count": limit.number}
        case LimitKind.EXCLUDED:
            return _("excluded cases can't win")
        case LimitKind.REVIEWS:
            return ngettext("at least %(count)d score", "at least %(count)d scores", limit.number) % {"count": limit.number}
        case LimitKind.FLOOR:
            return _("at least %(points)s points") % {"points": say_points(limit.number)}
        case LimitKind.UNIT_MOST:
            return _say_bound("at_most", limit.number, _what("unit", limit.value, names))
        case LimitKind.AT_MOST | LimitKind.AT_LEAST:
            return _say_bound(limit.kind.value, limit.number, _what(limit.scope or "", limit.value, names))


def say_contradiction(found: Contradiction, names: Names) -> str:
    """Which rules can't all hold, and by how much."""
    rules = "；".join(say_limit(limit, names) for limit in found.limits)
    if found.conflict == Conflict.TOGETHER or found.needed is None:
        return _("these rules exclude each other: %(rules)s.") % {"rules": rules}
    said = _("“%(rules)s” ask for %(needed)d, and there can be %(available)d.")
    return said % {"rules": rules, "needed": found.needed, "available": found.available or 0}


def say_decision(decision: Decision, names: Names) -> str:
    """Why the case is in or out."""
    return _say_winner(decision.details, names) if decision.is_winner else _say_left_out(decision, names)


def say_what_if(found: WhatIf, names: Names) -> str:
    """What would happen if a case had to be in."""
    if found.loss_thousandths is None:
        return _("No choice that keeps the rules holds this case.")
    said = _("The total would be %(loss)s points lower; in its favour %(out)s would have to go.")
    more = [case for case in found.comes_in if len(found.comes_in) > 1]
    if more:
        said = _("The total would be %(loss)s points lower; %(out)s would have to go, and %(into)s would come in.")
    return said % {"loss": say_points(found.loss_thousandths), "out": _list(found.goes_out, names), "into": _list(more, names)}


def _say_winner(details: Mapping[str, Any], names: Names) -> str:
    if details["basis"] == "score":
        return _("In by its score.")
    said = _("In by rule: “%(rules)s”. Without it %(displaced)s would be in, whose score is %(points)s points higher.")
    return said % {
        "rules": _rules(details, names),
        "displaced": names.get(details["displaced"], details["displaced"]),
        "points": say_points(details["cost_thousandths"]),
    }


def _say_left_out(decision: Decision, names: Names) -> str:
    details = decision.details
    words = {
        "rules": _rules(details, names),
        "cases": _list(details["cases"], names),
        "last": names.get(details["last"] or "", ""),
        "count": decision.reviews,
        "score": say_points(decision.score_thousandths),
        "why": details.get("why", ""),
        "by_rule": _by_rule(details.get("by_rule", []), names),
    }
    return _SENTENCES[Reason(decision.reason)]() % words


_SENTENCES = {
    Reason.EXCLUDED: lambda: _("It can't win: %(why)s."),
    Reason.REVIEWS: lambda: _("It has %(count)d scores; the rule asks for “%(rules)s”."),
    Reason.FLOOR: lambda: _("Its score of %(score)s is below the rule “%(rules)s”."),
    Reason.UNIT_FULL: lambda: _("Of its unit %(cases)s stood higher; the rule is “%(rules)s”.%(by_rule)s"),
    Reason.QUOTA_FULL: lambda: _("The places of the rule “%(rules)s” went to %(cases)s.%(by_rule)s"),
    Reason.DISPLACED: lambda: _("Its score would have sufficed; the place went to %(cases)s by the rule “%(rules)s”."),
    Reason.SCORE: lambda: _("Its score of %(score)s is lower than that of the last case that is in, %(last)s."),
    Reason.TIE: lambda: _("Its score equals that of %(last)s; the criteria in their order decided."),
    Reason.LOTTERY: lambda: _("All that counts equals %(last)s; the lots drawn from the announced number decided."),
    Reason.RULES_TOGETHER: lambda: _("Any exchange with a case of a lower score would break one of these rules: %(rules)s."),
}


def _by_rule(cases: list[str], names: Names) -> str:
    return _(" Of these %(cases)s stand lower and are in by another rule.") % {"cases": _list(cases, names)} if cases else ""


def _rules(details: Mapping[str, Any], names: Names) -> str:
    return "；".join(say_limit(_limit(one), names) for one in details["limits"])


def _limit(value: Mapping[str, Any]) -> Limit:
    return Limit(LimitKind(value["kind"]), value["number"], Scope(value["scope"]) if value["scope"] else None, value["value"])


def _list(cases: Iterable[str], names: Names) -> str:
    found = [names.get(case, case) for case in cases]
    more = len(found) - CASES_NAMED
    return "、".join(found[:CASES_NAMED]) + (_(" and %(count)d more") % {"count": more} if more > 0 else "")


def _what(scope: str, value: str, names: Names) -> str:
    """What a limit counts, by name; each of them where no value is given."""
    if value:
        return names.get(f"{scope}:{value}", value)
    each = {"category": _("each category"), "city": _("each city"), "unit_kind": _("each kind of unit"), "unit": _("each unit")}
    return each.get(scope, "")


def _say_bound(bound: str, number: int, what: str) -> str:
    said = _("of %(what)s at least %(count)d") if bound == SelectionRule.Bound.AT_LEAST else _("of %(what)s at most %(count)d")
    return said % {"what": what, "count": number}


def say_remarks(remarks: Iterable[Remark]) -> list[str]:
    """What has to be known beside calibrated scores."""
    words = {
        Remark.NO_SCORES: _("No score is in yet."),
        Remark.ONE_JUDGE: _("Only one judge has scored, so strictness can't be told apart; the scores are the plain ones."),
        Remark.ALL_EQUAL: _("All scores are equal."),
        Remark.NOT_SEPARABLE: _("Too few cases have been scored by two judges to tell strictness apart; the scores are the means."),
        Remark.DISCONNECTED: _(
            "Some judges have no case in common with the others, over whatever cases; their strictness is told less surely."
        ),
        Remark.JUDGES_ALIKE: _("The judges score alike, so nothing is corrected."),
        Remark.CASES_ALIKE: _("The scores tell no difference between the cases beyond chance."),
        Remark.NO_NOISE: _("The judges agree in everything but strictness."),
        Remark.FEW_COMPARISONS: _("Few comparisons are in yet; the calibrated scores will still move."),
    }
    return [words[one] for one in remarks]
