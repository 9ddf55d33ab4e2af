"""Where feeds and news sitemaps usually are, for sites that announce none.

Paths by publishing system, the most common first. Sources: the systems' own documentation (WordPress, Ghost, Drupal,
Joomla, TYPO3, Blogger, Hugo, Jekyll, Arc XP, BLOX, Escenic, Yoast SEO, Google's news sitemaps).
"""

# path, which system or habit
FEED_PATHS: tuple[tuple[str, str], ...] = (
    ("/feed/", "WordPress"),
    ("/rss.xml", "Drupal, many"),
    ("/rss", "many"),
    ("/feed.xml", "Jekyll"),
    ("/rss/", "Ghost"),
    ("/index.xml", "Hugo"),
    ("/atom.xml", "Movable Type"),
    ("/?feed=rss2", "WordPress without rewriting"),
    ("/arc/outboundfeeds/rss/", "Arc XP"),
    ("/search/?f=rss&t=article&l=50&s=start_time&sd=desc", "BLOX"),
    ("/rssfeed.rdf", "Ippen"),
    ("/feeds/posts/default", "Blogger"),
    ("/?format=feed&type=rss", "Joomla"),
    ("/?type=100", "TYPO3"),
)
SITEMAP_PATHS: tuple[tuple[str, str], ...] = (
    ("/news-sitemap.xml", "Yoast SEO"),
    ("/sitemap-news.xml", "many"),
    ("/sitemap_news.xml", "many"),
    ("/googlenews.xml", "many"),
    ("/arc/outboundfeeds/news-sitemap/", "Arc XP"),
)
