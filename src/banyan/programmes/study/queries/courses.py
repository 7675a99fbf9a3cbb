"""What pages read of courses: those that an account writes or reviews, with how much is in them."""

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce, Length

from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.study.models import Course
from banyan.programmes.study.permissions import AUTHORS


def courses_for(account: Account) -> QuerySet[Course]:
    """Courses of the places where the account writes or reviews, with ``item_count`` and ``minutes`` (None for no items)."""
    kept = Course.objects.filter(organisation__in=visible_to(account, *AUTHORS).order_by())
    kept = kept.annotate(item_count=Count("items"), minutes=Sum("items__minutes"))
    return kept.select_related("organisation", "author", "reviewer").order_by("title", "pk")


def with_sizes(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Add ``bytes``: what a course's texts, sounds and PDF files weigh at most; sounds become smaller on the way aboard."""
    # A Chinese character is three bytes.
    weight = Length("items__text") * 3 + Coalesce(F("items__audio__size"), 0) + Coalesce(F("items__pdf__size"), 0)
    return courses.annotate(bytes=Coalesce(Sum(weight), 0))
