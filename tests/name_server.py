"""A real name server on loopback that answers with TXT records."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dnslib import QTYPE, RR, TXT, DNSRecord
from dnslib.server import BaseResolver, DNSServer


@dataclass
class NameServer(BaseResolver):  # type: ignore[misc]  # dnslib has no types
    """TXT records by name, without the final dot."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    port: int = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def resolve(self, request: DNSRecord, handler: object) -> DNSRecord:
        reply = request.reply()
        name = str(request.q.qname).rstrip(".").lower()
        if request.q.qtype in (QTYPE.TXT, QTYPE.ANY):
            for text in self.texts.get(name, []):
                parts = [text[i : i + 250] for i in range(0, len(text), 250)]
                reply.add_answer(RR(request.q.qname, QTYPE.TXT, rdata=TXT(parts), ttl=0))
        return reply


@contextmanager
def run_name_server() -> Iterator[NameServer]:
    """Run a name server on a free port until the block ends."""
    answers = NameServer()
    server = DNSServer(answers, address="127.0.0.1", port=0, logger=_Silent())
    answers.port = server.server.server_address[1]
    server.start_thread()
    try:
        yield answers
    finally:
        server.stop()
        server.server.server_close()


class _Silent:
    """A logger of dnslib that says nothing."""

    def __getattr__(self, name: str) -> object:
        return lambda *_: None
