"""Choosing a person from the account's list before a form about them opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from banyan.activities.views.common import account_of, as_uuid
from banyan.people.models import Person
from banyan.people.queries import found_by, persons_for

MOST_FOUND, MOST_WORDS = 20, 5


def chosen_person(request: HttpRequest, *, title: str, back: str) -> Person | HttpResponse:
    """Return the person whom the address names, else the page on which one is looked for; raise Http404 for one of nobody's list here."""
    account = account_of(request)
    chosen = as_uuid(request.GET.get("person", ""))
    if chosen is not None:
        person: Person = get_object_or_404(persons_for(account).living(), uuid=chosen)
        return person
    asked = request.GET.get("q", "")[:60].strip()
    found = found_by(persons_for(account).living(), asked.split()[:MOST_WORDS]) if asked else Person.objects.none()
    context = {"title": title, "back": back, "asked": asked, "found": found.select_related("organisation")[:MOST_FOUND]}
    return render(request, "study/person_choose.html", context)
