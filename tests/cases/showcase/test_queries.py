import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.cases.showcase import queries
from banyan.people.models import Organisation
from tests.factories import make_account, make_case, make_organisation


@given(st.lists(st.integers(0, 9), max_size=21))
def test_a_rank_is_one_more_than_the_number_of_cities_with_more_cases(counts: list[int]) -> None:
    counts = sorted(counts, reverse=True)

    ranks = queries.ranked([(Organisation(name=str(i)), count) for i, count in enumerate(counts)])

    assert [row.rank for row in ranks] == [1 + sum(other > count for other in counts) for count in counts]


@pytest.mark.django_db
def test_cities_are_counted_with_their_public_cases_of_the_year_only() -> None:
    province = make_organisation()
    first, second = make_organisation(province), make_organisation(province)
    clerk = make_account(province, "organiser")
    for state in ("published", "waiting", "withdrawn"):
        make_case(first, clerk, state=state)
    make_case(first, clerk, state="published", year=2021)

    assert [(row.city, row.count, row.rank) for row in queries.city_counts(2022)] == [(first, 1, 1), (second, 0, 2)]


@pytest.mark.django_db
def test_only_public_cases_are_public() -> None:
    city = make_organisation(make_organisation())
    clerk = make_account(city, "clerk")
    for state in ("draft", "waiting", "withdrawn"):
        make_case(city, clerk, state=state)

    assert not queries.public_cases().exists()


@pytest.mark.django_db
def test_what_waits_for_approval_is_not_shown_to_its_preparer() -> None:
    city = make_organisation(make_organisation())
    clerk, other, stranger = make_account(city, "clerk"), make_account(city, "clerk"), make_account(make_organisation(), "clerk")
    case = make_case(city, clerk, state="waiting")

    assert list(queries.awaiting_approval_by(other)) == [case]
    assert not queries.awaiting_approval_by(clerk).exists()
    assert not queries.awaiting_approval_by(stranger).exists()
