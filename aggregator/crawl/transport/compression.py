"""Unpacks answers by what they are, whatever their label says; refuses those that broke off.

Scrapy's middleware unpacks what is labelled, and passes Python's words on when the label is wrong.
"""

from collections.abc import Sequence

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response

from aggregator.crawl.transport.failures import BrokenAnswer
from aggregator.crawl.transport.handler import CUT

GZIP = b"\x1f\x8b\x08"
GZIP_LABELS = frozenset([b"gzip", b"x-gzip"])
LABEL = "Content-Encoding"

# How whole pages, feeds and sitemaps end: the root element, or a comment after it; JSON.
ENDS = (
    b"</feed>",
    b"</html>",
    b"</rdf:rdf>",
    b"</rss>",
    b"</sitemapindex>",
    b"</urlset>",
    b"-->",
    b"]",
    b"}",
)
END_BYTES = 200


class DecompressionMiddleware(HttpCompressionMiddleware):
    """Takes a body for what it is: packed without a label, packed twice under one, or not packed."""

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]  # Scrapy's takes a spider, too, which it says is deprecated
        """Returns the response unpacked. Raises BrokenAnswer, ResponseDataLossError, IgnoreRequest (too large)."""
        response = self._unpack(request, _correct_label(response))
        if response.body.startswith(GZIP):
            response = self._unpack(request, _label(response, b"gzip"))
        if CUT in response.flags and not _is_whole(response.body):
            raise ResponseDataLossError(request.meta.get("cut", "the answer is incomplete"))
        return response

    def _unpack(self, request: Request, response: Response) -> Response:
        label = b", ".join(response.headers.getlist(LABEL)).decode("latin-1")
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest:
            raise
        except Exception as error:  # every library of compression has errors of its own
            raise BrokenAnswer(f"what is labelled {label} cannot be unpacked") from error
        assert isinstance(unpacked, Response)
        return unpacked


def _correct_label(response: Response) -> Response:
    """Returns the response without a gzip label that is wrong."""
    labels = _list_labels(response.headers.getlist(LABEL))
    if labels and labels[-1] in GZIP_LABELS and not response.body.startswith(GZIP):
        return _label(response, *labels[:-1])
    return response


def _label(response: Response, *labels: bytes) -> Response:
    response.headers.setlist(LABEL, labels)
    if not labels:
        del response.headers[LABEL]
    return response


def _list_labels(values: Sequence[bytes]) -> list[bytes]:
    return [label.strip().lower() for value in values for label in value.split(b",")]


def _is_whole(body: bytes) -> bool:
    """Returns whether a body that broke off is whole all the same, by how it ends."""
    end = body[-END_BYTES:].replace(b"\0", b"").rstrip().lower()  # UTF-16 is half NULs
    return end.endswith(ENDS)
