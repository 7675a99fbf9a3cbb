import pytest

from banyan.core import rules
from banyan.core.rules import define_rule, defined_rules, definition_of


@pytest.fixture(autouse=True)
def own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules made up here are gone after the test: others list all rules."""
    monkeypatch.setattr(rules, "_definitions", {})


def test_a_rule_is_defined_once_and_loading_its_part_again_changes_nothing() -> None:
    define_rule("steps", 2, unit="steps", words="Steps", source="a test")
    define_rule("steps", 2, unit="steps", words="Steps", source="a test")

    assert definition_of("steps").default == 2
    assert [rule.name for rule in defined_rules()] == ["steps"]


def test_one_name_never_has_two_defaults() -> None:
    define_rule("stairs", 2, unit="", words="", source="")

    with pytest.raises(ValueError, match="stairs"):
        define_rule("stairs", 3, unit="", words="", source="")


def test_an_undefined_rule_is_not_found() -> None:
    with pytest.raises(KeyError):
        definition_of("no_such_rule")
