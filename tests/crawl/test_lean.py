"""A crawl of the command keeps its requests in a queue of its own, by priority and age."""

from scrapy import Request

from aggregator.crawl.lean import RequestQueue


def make_request(name: str, priority: int = 0) -> Request:
    return Request(f"https://example.org/{name}", priority=priority)


def test_requests_of_higher_priority_come_first_and_older_ones_before_newer_ones() -> None:
    queue = RequestQueue()
    for name, priority in [("a", 0), ("b", 0), ("feed", 10), ("c", 0), ("redirect", 2)]:
        queue.enqueue_request(make_request(name, priority))
    taken = [queue.next_request() for _ in range(5)]
    names = [request.url.rpartition("/")[2] for request in taken if request]
    assert names == ["feed", "redirect", "a", "b", "c"]


def test_a_request_that_was_queued_before_is_queued_again() -> None:
    queue = RequestQueue()
    assert [queue.enqueue_request(make_request("a")) for _ in range(2)] == [True, True]
    assert queue.next_request()
    assert queue.has_pending_requests()


def test_an_empty_queue_has_nothing_to_send() -> None:
    queue = RequestQueue()
    assert queue.next_request() is None
    assert not queue.has_pending_requests()
