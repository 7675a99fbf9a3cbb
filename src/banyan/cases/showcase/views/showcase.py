"""The public showcase: anyone reads, without JavaScript and without signing in."""

from typing import Any
from uuid import UUID

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.showcase import queries
from banyan.cases.showcase.forms import ShowcaseSearch
from banyan.cases.showcase.models import Case
from banyan.core.permissions import who_may

ON_A_PAGE = 20


@who_may("anyone")
def case_list(request: HttpRequest) -> HttpResponse:
    form = ShowcaseSearch(request.GET)
    cases = form.narrowed(queries.public_cases())
    page = Paginator(cases, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cases/showcase_list.html",
        {"title": _("Excellent cases"), "form": form, "page": page, "chips": form.chips(), "paging": form.paging(page)},
    )


@who_may("anyone")
def case_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    case = get_object_or_404(queries.public_cases().prefetch_related("figures"), uuid=uuid)
    nearby = queries.public_cases().filter(programme=case.programme).exclude(pk=case.pk)[:4]
    return render(request, "cases/showcase_case.html", {"title": case.title, "case": case, "nearby": nearby})


@who_may("anyone")
def city_ranking(request: HttpRequest, year: int) -> HttpResponse:
    counts = queries.city_counts(year)
    return render(
        request,
        "cases/showcase_cities.html",
        {"title": _("Cases of %(year)s by city") % {"year": year}, "year": year, "counts": counts, "total": sum(c.count for c in counts)},
    )


class CaseFeed(Feed[Case, None]):
    """The newest public cases, as Atom."""

    feed_type = Atom1Feed
    title = gettext_lazy("Banyan: excellent cases")
    subtitle = gettext_lazy("Cases that were approved and shown lately")
    link = "/cases/"

    def items(self) -> QuerySet[Case]:
        return queries.public_cases().order_by("-published_at", "-pk")[:40]

    def item_title(self, item: Case) -> str:
        return item.title

    def item_description(self, item: Case) -> str:
        return item.subtitle or (item.paragraphs[0] if item.paragraphs else _("No text."))

    def item_guid(self, item: Case) -> str:
        return f"urn:uuid:{item.uuid}"

    def item_pubdate(self, item: Case) -> Any:
        return item.published_at

    def item_updateddate(self, item: Case) -> Any:
        return item.changed_at


class CaseSitemap(Sitemap[Case]):
    """Public cases for search engines."""

    changefreq = "monthly"

    def items(self) -> QuerySet[Case]:
        return queries.public_cases().order_by("pk")

    def lastmod(self, item: Case) -> Any:
        return item.changed_at
