"""Canned queries of the published edition, as Datasette shows them: the name, a title, a description, the SQL."""

QUERIES: tuple[tuple[str, str, str, str], ...] = (
    (
        "copies_without_credit",
        "Copies without credit",
        "Of one publisher (a part of its name or domain), or of all. That we found no credit does not say there is none.",
        """SELECT os.name AS original_publisher, o.headline AS original, s.name AS copied_by,
  a.first_seen, c.reason, a.url AS copy_link, o.url AS original_link
FROM copies c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
  JOIN stories t ON t.id = c.story_id JOIN articles o ON o.id = t.original_article_id
  JOIN sources os ON os.id = o.source_id
WHERE c.role = 'uncredited_copy'
  AND (os.domain LIKE '%' || :publisher || '%' OR os.name LIKE '%' || :publisher || '%')
ORDER BY a.first_seen DESC LIMIT 500""",
    ),
    (
        "most_copied",
        "Who is copied most",
        "Publishers by the number of copies of their originals at others.",
        """SELECT name AS publisher, domain, times_copied, originals_copied, articles,
  round(1.0 * times_copied / originals_copied, 1) AS copies_for_each
FROM sources WHERE times_copied > 0 ORDER BY times_copied DESC, name LIMIT 500""",
    ),
    (
        "who_copies_whom",
        "Who copies whom",
        "Pairs of publishers, with how many of the copies credit the original.",
        """SELECT s.name AS copied_by, os.name AS copied_from, count(*) AS copies,
  sum(c.role = 'credited_copy') AS with_credit, sum(c.role = 'uncredited_copy') AS without_credit
FROM copies c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
  JOIN stories t ON t.id = c.story_id JOIN articles o ON o.id = t.original_article_id
  JOIN sources os ON os.id = o.source_id
WHERE c.member = 1 AND c.role IN ('credited_copy', 'uncredited_copy', 'partial')
GROUP BY s.id, os.id ORDER BY copies DESC LIMIT 500""",
    ),
    (
        "who_was_first",
        "Who was first",
        "Articles whose headline or extract has these words, with the origin of each text; the first that we saw first.",
        """SELECT a.first_seen, s.name AS publisher, a.headline, v.meaning AS origin,
  coalesce(os.name, t.original_name) AS first_published_by, a.url AS link, t.id AS story
FROM articles_fts f JOIN articles a ON a.id = f.rowid JOIN sources s ON s.id = a.source_id
  JOIN stories t ON t.id = a.story_id LEFT JOIN verdicts v ON v.code = t.verdict
  LEFT JOIN articles o ON o.id = t.original_article_id LEFT JOIN sources os ON os.id = o.source_id
WHERE articles_fts MATCH '"' || replace(trim(replace(:words, '"', ' ')), ' ', '" "') || '"'
ORDER BY a.first_seen LIMIT 500""",
    ),
    (
        "story",
        "One story",
        "Every article of a story by its number: who had the text, when, and what each is.",
        """SELECT a.first_seen, s.name AS publisher, a.headline, r.meaning AS what_it_is,
  k.meaning AS credit, c.reason, a.url AS link
FROM articles a JOIN sources s ON s.id = a.source_id
  LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
  LEFT JOIN roles r ON r.code = c.role LEFT JOIN credits k ON k.code = c.credit
WHERE a.story_id = :story ORDER BY a.first_seen, a.id""",
    ),
)
