"""What a crawl that goes on for years remembers of its pages."""

from aggregator.crawl.report import MOST_OUTCOMES, CrawlReport


def test_outcomes_of_many_pages_are_counted_and_those_of_the_first_kept() -> None:
    report = CrawlReport()
    for number in range(3 * MOST_OUTCOMES):
        report.add_unstored_page(f"http://paper.example/{number}", "failed", "HTTP 404")
    assert report.counts == {"failed": 3 * MOST_OUTCOMES}
    assert [*report.outcomes] == [f"http://paper.example/{n}" for n in range(MOST_OUTCOMES)]


def test_a_crawl_of_all_that_is_due_names_no_target() -> None:
    report = CrawlReport()
    report.add_unstored_page("http://paper.example/1", "failed", "HTTP 404")
    assert report.error() is None
