"""What the tables, views and columns of the published edition are, for people who open it."""

TITLE = "Who wrote it first"
DESCRIPTION = (
    "News articles, who had each text first, who copied it, and whether the copy credits its source. "
    "Counts are of what is in this file. "
    "Where no credit was found, there may still be one: we describe what we saw, and accuse nobody."
)
LICENCE = (
    "Each article stays its publisher's; headlines and short extracts are shown with a link to it"
)
WITHDRAWN = (
    "Articles whose publishers keep them out of lists are not in this file, and nothing that was taken down. "
    "Take a newer edition when there is one."
)

SOURCE_KINDS = {
    "publisher": "publisher",
    "agency": "news agency",
    "aggregator": "aggregator",
}
FIRST_VIEWS = {
    "stories_readable": "stories",
    "copies_readable": "who copied whom",
    "sources_readable": "publishers",
}

# (table or view, what it is, its columns with what each is); the order is that of the schema.
TABLES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "stories_readable",
        "One line for each text: where it comes from and how often it was copied.",
        {
            "headline": "Of the original where it is in this file, else of the article that was seen first",
            "origin": "Where the text comes from, as far as our observations show",
            "first_published_by": "The publisher that the evidence names",
            "confidence": "How sure that is",
            "articles": "Articles with this text in this file",
            "publishers": "Publishers of these articles",
            "copies": "Articles whose text is that of the original, or a part of it",
            "copies_without_credit": "Copies in which no credit was found",
            "first_seen": "When we saw the first of these articles (UTC)",
            "last_seen": "When we saw the newest of them (UTC)",
            "original_link": "The page of the original",
            "story": "Number in the table stories",
        },
    ),
    (
        "copies_readable",
        "One line for each copy: who copied whom, and with which credit.",
        {
            "publisher": "Who carries the copy",
            "what_it_is": "Its part in the story",
            "credit": "How it names its source",
            "original_publisher": "Whose text it is, as far as our observations show",
            "headline": "Headline of the copy",
            "percent_of_its_text": "Share of its text that is also in the text it was compared with",
            "hours_later": "Hours between our first sight of the original and of the copy",
            "first_seen": "When we saw the copy first (UTC)",
            "reason": "Why we call it so",
            "link": "The page of the copy",
            "original_link": "The page of the original",
            "story": "Number in the table stories",
        },
    ),
    (
        "sources_readable",
        "One line for each publisher: how often it is copied, how often it copies.",
        {
            "publisher": "Name, or the domain where none is known",
            "domain": "Its present domain",
            "country": "Country code (ISO 3166)",
            "language": "Language code (ISO 639)",
            "kind": "Publisher, news agency or aggregator",
            "articles": "Its articles in this file",
            "originals_copied": "Its originals of which there are copies",
            "times_copied": "Copies of its originals",
            "copies": "Its articles that are copies of others",
            "copies_without_credit": "Of these, copies in which no credit was found",
        },
    ),
    (
        "articles",
        "Articles: headline, publisher, times, link, and as much of the text as may be shown.",
        {
            "id": "Number of the article",
            "headline": "As its page has it",
            "source_id": "Its publisher",
            "first_seen": "When we saw it first (UTC)",
            "extract": "The first words of its text; the whole of it only under an open licence",
            "rights": "What its publisher said of its use, and whether an extract may be shown",
            "url": "Its page: read it there",
            "published": "When it was published, as its page claims",
            "published_precision": "What the claim has: an instant, a local time without zone, a day",
            "last_absent": "When its feed was last seen without it (UTC)",
            "language": "Language code (ISO 639)",
            "story_id": "The story of its text",
        },
    ),
    (
        "stories",
        "Stories: articles with the same text, and where it comes from.",
        {
            "id": "Number of the story",
            "headline": "Of the original where it is in this file, else of the article that was seen first",
            "verdict": "Where the text comes from; empty where its origin is not in this file",
            "confidence": "How sure that is",
            "original_article_id": "The original, where it is in this file",
            "original_name": "The publisher that the evidence names",
            "original_url": "The page that the evidence names",
            "articles": "Articles with this text in this file",
            "publishers": "Publishers of these articles",
            "copies": "Articles whose text is that of the original, or a part of it",
            "copies_without_credit": "Copies in which no credit was found",
            "first_seen": "When we saw the first of these articles (UTC)",
            "last_seen": "When we saw the newest of them (UTC)",
            "decided_at": "When this was decided (UTC)",
        },
    ),
    (
        "copies",
        "What each article is to a story, as codes; copies_readable has it in words.",
        {
            "article_id": "The article",
            "story_id": "The story",
            "compared_with": "The article it was compared with; empty: the fullest text of the story",
            "member": "1: of this story; 0: of another one that is related to it",
            "role": "What it is in the story; empty where nothing may be said",
            "credit": "How it names its source",
            "relation": "How the two texts compare",
            "share_of_its_text": "Share of its text that is in the other one, 0 to 1",
            "share_of_the_original": "Share of the other text that is in it, 0 to 1",
            "reason": "Why it has this role, or none",
        },
    ),
    (
        "evidence",
        "The observations on which a verdict rests.",
        {
            "id": "Number of the observation",
            "story_id": "The story",
            "article_id": "The article on which it was made",
            "class": "Its kind",
            "says": "What was observed",
            "quote": "The words it rests on, where they may be quoted",
            "url": "Where it was observed",
            "observed_at": "When (UTC)",
        },
    ),
    (
        "sources",
        "Publishers with an article in this file.",
        {
            "id": "Number of the publisher",
            "name": "Name, or the domain where none is known",
            "domain": "Its present domain",
            "country": "Country code (ISO 3166)",
            "language": "Language code (ISO 639)",
            "kind": "Publisher, news agency or aggregator",
            "publisher_group": "Publishers of one owner share it",
            "articles": "Its articles in this file",
            "originals_copied": "Its originals of which there are copies",
            "times_copied": "Copies of its originals",
            "copies": "Its articles that are copies of others",
            "copies_without_credit": "Of these, copies in which no credit was found",
        },
    ),
)
