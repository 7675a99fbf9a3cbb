"""The demo's own page: the collection judged once more, to watch it from beginning to end."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.models import Job
from banyan.core.permissions import who_may
from banyan.demo.actions.judging import JOB, ask_for_replay, call_of
from banyan.people.models import Account, Role

SHOWN = 10


@who_may(Role.ORGANISER)
def judging(request: HttpRequest) -> HttpResponse:
    """What was replayed and how far it is; a button begins another."""
    if not settings.DEMO:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            ask_for_replay(by=cast("Account", request.user))
        except RuleError as error:
            refusal = str(error)
        else:
            return redirect("demo_judging")
    rows = [(job, call_of(int(job.key))) for job in Job.objects.filter(name=JOB).order_by("-pk")[:SHOWN]]
    context = {
        "title": _("The judging once more"),
        "rows": rows,
        "refusal": refusal,
        "busy": any(not job.is_over for job, _call in rows),
        "states": Job.State,
    }
    return render(request, "demo/judging.html", context, status=422 if refusal else 200)
