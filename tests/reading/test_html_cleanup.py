"""Scripts and control characters are removed from a page; JSON-LD and text stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import reading
from aggregator.model import Article, Page
from aggregator.reading import (
    html_cleanup,
)


def test_scripts_are_removed_and_json_ld_is_kept() -> None:
    html = '<p>a<script>x("<p>")</script>b<SCRIPT type="application/ld+json">{}</SCRIPT><style>c</style>d'
    assert (
        html_cleanup.strip_scripts(html) == '<p>a b<SCRIPT type="application/ld+json">{}</SCRIPT> d'
    )
    assert (
        html_cleanup.strip_scripts("<p>open<script>never closed") == "<p>open<script>never closed"
    )


@pytest.mark.parametrize("reference", ["&#1;", "&#0031", "&#x0B;", "&#X1f;", "&#xFFFF;", "\uffff"])
def test_a_control_character_written_as_a_number_loses_no_text(
    reference: str,
) -> None:
    prose = f"<p>{'A sentence of the article stands here. ' * 6}</p>" * 4
    page = f"<html><body><article>{prose}<p>One{reference} two.</p>{prose}</article></body></html>"
    outcome = reading.read(Page("https://a.example/2026/03/09/b", page.encode()))
    assert isinstance(outcome, Article)
    assert "One two." in outcome.text


@pytest.mark.parametrize("reference", ["&#9;", "&#10;", "&#13;", "&#160;", "&#x1f600;", "&#1114;"])
def test_other_references_are_kept(reference: str) -> None:
    assert html_cleanup.strip_scripts(f"a{reference}b") == f"a{reference}b"


@given(st.text(alphabet='<>/scriptyle svg="x', max_size=300))
def test_stripping_scripts_never_lengthens_markup(html: str) -> None:
    assert len(html_cleanup.strip_scripts(html)) <= len(html)
