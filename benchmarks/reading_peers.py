"""Other extractors over the same pages, each in a process of its own.

    PYTHON benchmarks/reading_peers.py NAME PAGES OUT ROUNDS

For each number of a round on its input it reads every ROUNDSth page from that one on and prints the
CPU it took, in milliseconds; at the end it writes the texts to OUT, for the scorers. PYTHON needs only
the extractor: `reading.py` starts it.
"""

import json
import logging
import lzma
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from types import TracebackType
from typing import Any, Self

Reader = Callable[[str], str]
WARM = 5  # pages read before the measurement: lists and patterns are loaded


def trafilatura() -> Reader:
    from trafilatura import bare_extraction

    def read(page: str) -> str:
        document: Any = bare_extraction(page, with_metadata=True, include_comments=False)
        return (document.text or "") if document else ""

    return read


def newspaper4k() -> Reader:
    from newspaper import Article  # type: ignore[import-not-found,unused-ignore]  # a peer

    def read(page: str) -> str:
        # It would go to the network for pictures and for pages that send on to others.
        article = Article("https://a.example/", fetch_images=False, follow_meta_refresh=False)
        article.download(input_html=page)
        article.parse()
        return str(article.text)

    return read


def readability_lxml() -> Reader:
    from lxml import html
    from readability import Document  # type: ignore[import-not-found,unused-ignore]  # a peer

    return lambda page: str(html.fromstring(Document(page).summary()).text_content())


def resiliparse() -> Reader:
    from resiliparse.extract.html2text import (  # type: ignore[import-not-found,unused-ignore]  # a peer
        extract_plain_text,
    )

    return lambda page: str(extract_plain_text(page, main_content=True))


PEERS: dict[str, Callable[[], Reader]] = {
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability_lxml,
    "resiliparse": resiliparse,
}


class Peer:
    """A peer's process, as a context; `round` returns None if PYTHON has no such peer."""

    def __init__(self, python: str, name: str, pages: Path, out: Path, rounds: int) -> None:
        command = [python, __file__, name, str(pages), str(out), str(rounds)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def round(self, number: int) -> float | None:
        """CPU milliseconds of one round."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None or self.process.poll() is not None:
            return None
        try:
            stdin.write(f"{number}\n")
            stdin.flush()
        except BrokenPipeError:
            return None
        line = stdout.readline()
        return float(line) if line else None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.communicate()


def rows(path: str) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_or_empty(read: Reader, page: str) -> str:
    """Returns the text that a peer reads; "" if it raises, as several do for pages without an article."""
    try:
        return read(page)
    except Exception:  # of foreign code, whose failures count as pages not read
        return ""


def main(name: str, pages: str, out: str, rounds: int) -> int:
    try:
        read = PEERS[name]()
    except ImportError:
        return 1
    for _, row in zip(range(WARM), rows(pages), strict=False):
        read_or_empty(read, row["html"])
    texts: dict[str, str] = {}
    for line in sys.stdin:
        spent = 0.0
        for number, row in enumerate(rows(pages)):
            if number % rounds == int(line):
                start = process_time()
                texts[row["id"]] = read_or_empty(read, row["html"])
                spent += process_time() - start
        print(1000 * spent, flush=True)
    lines = (json.dumps({"id": each, "text": text}) + "\n" for each, text in texts.items())
    Path(out).write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
