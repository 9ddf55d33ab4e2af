"""The articles that are stored with one commit, and what they have in common."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aggregator import urls
from aggregator.ingest import provenance
from aggregator.ingest.identity import PageText
from aggregator.ingest.provenance import ArticleAddresses
from aggregator.ingest.repositories import IngestRepositories
from aggregator.jobs.permissions import Circumstances
from aggregator.model import Article, Page, Record, Rejected, Signature
from aggregator.stories.plan.batch import NewArticle
from aggregator.takedown import block
from storage.corpus import articles
from storage.links import signatures


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page or record, read and signed, without its bytes."""

    page: Page
    outcome: Article | Rejected
    signature: Signature | None = None
    record: Record | None = None
    cpu: tuple[float, float] = (0.0, 0.0)  # seconds that reading and signing took


@dataclass(frozen=True, slots=True)
class Commit:
    """What the articles of one commit have in common."""

    repositories: IngestRepositories
    now: str
    ids: Iterator[int]  # of new articles, in the order in which they turn out to be new
    parted: frozenset[str]  # addresses that an operator parted
    domains: Mapping[str, str]  # further domains of sources -> their present ones
    circumstances: Circumstances  # by which it is decided what may be done with an article
    source_ids: dict[tuple[str, str, str], int] = field(default_factory=dict)
    unsearchable: list[tuple[int, str, str]] = field(default_factory=list)  # stored so far
    new_by_source: Counter[int] = field(default_factory=Counter)

    def source_id(self, prepared: Prepared, article: Article) -> int:
        """The source of an article, looked up once for each (site, given name, publisher)."""
        given = (prepared.record.source if prepared.record else None) or ""
        key = (urls.site(article.url), given, article.publisher)
        if key not in self.source_ids:
            sources = self.repositories.sources
            self.source_ids[key] = provenance.find_or_add_source(sources, *key, self.now)
        return self.source_ids[key]


@dataclass(frozen=True, slots=True)
class Item:
    """An article among those that are stored with one commit."""

    index: int  # in the commit
    prepared: Prepared
    article: Article
    addresses: ArticleAddresses
    linked: NewArticle  # its source is set if the article may be new
    is_unknown: bool  # no address of it is stored or came before, and no case blocks it
    is_at_new_address: bool  # no article is at the address that was fetched, and no case blocks it
    article_id: int = 0  # of a new article, once it is known to be one

    def as_page_text(self, commit: Commit) -> PageText:
        """The page whose article is looked for."""
        article, prepared = self.article, self.prepared
        return PageText(
            self.addresses,
            article.title,
            article.link_text,
            self.linked.text_hash,
            article.published,
            provenance.find_first_seen(prepared.page, prepared.record, commit.now),
            commit.domains,
        )


def prepare_items(commit: Commit, group: Sequence[Prepared]) -> list[Item]:
    """The articles of a group that can be stored; sources of those that may be new are added."""
    read = [
        (index, prepared, prepared.outcome, prepared.signature)
        for index, prepared in enumerate(group)
        if isinstance(prepared.outcome, Article) and prepared.signature is not None
    ]
    addresses = [
        provenance.collect_addresses(prepared.page, article) for _, prepared, article, _ in read
    ]
    sketches = signatures.shorten_sketches([signature for *_, signature in read])
    known = _find_known(commit, addresses)
    items = []
    for i, (index, prepared, article, signature) in enumerate(read):
        is_known, is_held = known[i]
        may_be_new = not is_held and not find_blocking_case(
            commit, addresses[i], article.link_text, signature
        )
        source_id = commit.source_id(prepared, article) if may_be_new else None
        text_hash = articles.text_hash(article.link_text)
        linked = NewArticle(source_id, text_hash, signature, sketches[i])
        is_new = may_be_new and not is_known
        items.append(Item(index, prepared, article, addresses[i], linked, is_new, may_be_new))
    return items


def _find_known(commit: Commit, addresses: Sequence[ArticleAddresses]) -> list[tuple[bool, bool]]:
    """For each article whether any address of it is stored or came before, and whether the fetched
    one is an article's.
    """
    every = [own.all for own in addresses]
    known, held = commit.repositories.addresses.select_known({url for own in every for url in own})
    found = []
    for own, each in zip(every, addresses, strict=True):
        found.append((not known.isdisjoint(own), each.fetched in held))
        known.update(own)
        held.update(each.read)
    return found


def find_blocking_case(
    commit: Commit, addresses: ArticleAddresses, text: str, signature: Signature | None
) -> str:
    """The number of the takedown case that blocks an article, or nothing; claims do not count."""
    return block.find_blocking_case(commit.repositories.blocklist, addresses.read, text, signature)


def add_source(commit: Commit, item: Item) -> Item:
    """An article that turned out to be new, with its source."""
    if item.linked.source_id is not None:
        return item
    source_id = commit.source_id(item.prepared, item.article)
    return replace(item, linked=replace(item.linked, source_id=source_id))


def add_id(commit: Commit, item: Item) -> Item:
    """A new article with the next id."""
    return replace(item, article_id=next(commit.ids))
