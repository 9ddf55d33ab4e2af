"""HTML: articles, and the pages that servers send instead of them."""

import html

from benchmarks.years.model import Answer, Article, Look, Wording, time_at

MENU = "<nav><a href='/'>Home</a> <a href='/news/'>News</a> <a href='/about'>About us</a></nav>"
FOOT = "<footer><p>Imprint, terms and privacy</p></footer>"


def make_document(title: str, body: str, head: str = "") -> bytes:
    """Returns an HTML document."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>{head}'
        f"</head><body>{MENU}{body}{FOOT}</body></html>"
    ).encode()


def make_article_page(
    article: Article, wording: Wording, head: str = "", foot: str = "", dated: bool = True
) -> bytes:
    """Returns the page of an article as it reads in this wording."""
    published = time_at(article.out).isoformat()
    meta = (
        f'<meta property="og:type" content="article"><meta property="og:title" content="{html.escape(wording.headline)}">'
        f'<meta name="author" content="{article.author}">'
        f'<meta property="article:published_time" content="{published}">'
    )
    text = "".join(f"<p>{html.escape(part)}</p>" for part in wording.paragraphs)
    heading = f"<h1>{html.escape(wording.headline)}</h1>" if dated else ""
    title = wording.headline if dated else "Site"
    body = f"<main><article>{heading}<div class='text'>{text}</div></article></main>{foot}"
    return make_document(title, body, (meta if dated else "") + head)


def show(look: Look, head: str = "", foot: str = "", dated: bool = True) -> Answer:
    """Returns the article that is asked for."""
    article = look.article
    if article is None or look.hour < article.out:
        return not_here()
    wording = article.wording_at(look.hour)
    return Answer(
        lambda: make_article_page(article, wording, head, foot, dated), shows=article.number
    )


def not_here() -> Answer:
    return Answer(make_document("Not found", "<h1>404</h1><p>This page was not found.</p>"), 404)


def make_front_page(look: Look) -> Answer:
    """Returns the front page: headlines without texts."""
    site, hour = look.site, look.hour

    def body() -> bytes:
        items = "".join(
            f'<li><a href="/2026/{a.slug}">{html.escape(a.wording_at(hour).headline)}</a></li>'
            for a in site.listed(hour, 15)
        )
        feed = f'<link rel="alternate" type="application/rss+xml" href="{site.feed_urls()[0]}">'
        return make_document("Front page", f"<h1>News of the day</h1><ul>{items}</ul>", feed)

    return Answer(body)


# Pages that answer 200 and are no article. The keys are used in the tables of behaviours.
INSTEAD = {
    "challenge": (
        "Just a moment...",
        (
            "<h1>Checking your browser before accessing this site</h1><p>This process is automatic. Your browser will "
            "redirect to your requested content shortly. Please enable JavaScript and cookies to continue.</p>"
            "<script>window._cf_chl_opt={cvId:'2'};</script>"
        ),
    ),
    "javascript": (
        "Loading",
        "<noscript>Please enable JavaScript to view this page.</noscript><div id='root'></div>",
    ),
    "consent": (
        "Before you continue",
        (
            "<h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services, to measure the "
            "engagement of our audience and to show personalised advertisements, depending on your settings.</p><p>If you "
            "choose to accept all, we will also use cookies to develop and improve new services and to deliver and measure "
            "the effectiveness of advertisements. If you choose to reject all, we will not use cookies for these purposes."
            "</p><p>Select more options to see additional information, including details about managing your privacy "
            "settings. You can also visit our privacy centre at any time.</p><form><button>Reject all</button><button>"
            "Accept all</button></form>"
        ),
    ),
    "maintenance": (
        "Scheduled maintenance",
        (
            "<h1>We will be back soon</h1><p>Our website is currently undergoing scheduled maintenance. We apologise for "
            "the inconvenience and thank you for your patience. Please try again later; normal service will resume in a "
            "few hours, as soon as our technicians have finished their work on the servers.</p>"
        ),
    ),
    "geo": (
        "Not available in your region",
        (
            "<h1>This content is not available in your region</h1><p>We recognise that you are attempting to access this "
            "website from a country in which we cannot offer our service, and therefore access cannot be granted at this "
            "time. For any issues please contact our reader service by telephone or by post.</p>"
        ),
    ),
    "login": (
        "Log in",
        (
            "<h1>Log in to continue reading</h1><form action='/login' method='post'><input name='user'><input "
            "type='password' name='password'><button>Log in</button></form><p>No account yet? Register now.</p>"
        ),
    ),
    "soft404": (
        "Page not found",
        (
            "<h1>Oops! Page not found</h1><p>The page you are looking for does not exist or has been moved. Please use "
            "the search or return to the front page, where you find our latest reports.</p>"
        ),
    ),
    "parking": (
        "Domain for sale",
        (
            "<h1>This domain may be for sale</h1><p>The domain has expired and is parked free of charge by its registrar. "
            "Click here to inquire about this domain name.</p><ul><li>Cheap flights</li><li>Car insurance</li>"
            "<li>Dating</li><li>Online courses</li></ul>"
        ),
    ),
    "waiting": (
        "Waiting room",
        (
            "<h1>You are now in line</h1><p>Many readers want to see this page. When it is your turn, you will have ten "
            "minutes to enter the website. Your estimated waiting time is more than an hour.</p>"
        ),
    ),
    "stub": (
        "Breaking",
        "<main><article><h1>Breaking news</h1><p>More to follow.</p></article></main>",
    ),
    "script": ("Report", "<div id='app'></div><script src='/static/app.js'></script>"),
}


def make_instead(key: str) -> Answer:
    """Returns a page that is no article, with status 200."""
    title, body = INSTEAD[key]
    return Answer(make_document(title, body))
