"""Pages of the rules: which hold where, since when and by whom, and setting one."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.rules import definition_of
from banyan.people import actions, queries
from banyan.people.forms import RuleForm
from banyan.people.models import Account, Organisation
from banyan.people.permissions import KEEPERS, why_not_set_rule
from banyan.people.views.requests import account_of, sent


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as the page shows it; ``since`` None: nobody set it."""

    name: str
    words: str
    value: str
    unit: str
    is_list: bool
    source: str
    where: str
    since: date | None


@who_may(*KEEPERS)
def rule_list(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _kept(request, code)
    found = queries.rules_in_force(organisation, timezone.localdate())
    names = dict(Organisation.objects.filter(code__in=[rule.set_at for rule in found]).values_list("code", "name"))
    lines = [
        RuleLine(
            name=rule.definition.name,
            words=str(rule.definition.words),
            value=rule.definition.in_words(rule.value),
            unit=str(rule.definition.unit),
            is_list=bool(rule.definition.choices),
            source=str(rule.definition.source),
            where=names.get(rule.set_at, ""),
            since=rule.from_on,
        )
        for rule in found
    ]
    context = {
        "title": _("Rules of %(name)s") % {"name": organisation},
        "organisation": organisation,
        "lines": lines,
        "why_not_set": why_not_set_rule(account_of(request), organisation),
    }
    return render(request, "people/rule_list.html", context)


@who_may(*KEEPERS)
def rule_set(request: HttpRequest, code: str, name: str) -> HttpResponse:
    organisation, account, today = _kept(request, code), account_of(request), timezone.localdate()
    try:
        definition = definition_of(name)
    except KeyError as error:
        raise Http404 from error
    form = RuleForm(definition, sent(request), initial={"value": queries.rule(name, organisation, today)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rule(name, organisation=organisation, by=account, **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The rule is set."))
            return redirect("rules", organisation.code)
    title = _("Set a rule for %(name)s") % {"name": organisation}
    context = {
        "form": form,
        "title": title,
        "action": _("Set"),
        "back": reverse("rules", args=[organisation.code]),
        "organisation": organisation,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _kept(request: HttpRequest, code: str) -> Organisation:
    found: Organisation = get_object_or_404(queries.visible_to(account_of(request), *KEEPERS), code=code)
    return found
