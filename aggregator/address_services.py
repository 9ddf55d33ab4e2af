"""Services that pass on addresses of pages: archives, caches, redirects, readers, translators, short links.

Each table is sorted; a service that is missing is one line. Sources: the services' own help pages, and
addresses that they make.
"""

import re
from typing import Literal

Form = Literal[
    "exact", "archive", "cache", "amp_cache", "proxy", "redirect", "translation", "twin", "spelling"
]

# Hosts whose addresses hold the address of a page, in the path or in a parameter. A host includes its
# subdomains.
WRAPPING_HOSTS: dict[str, Form] = {
    "12ft.io": "proxy",
    "ampproject.org": "amp_cache",
    "archive.fo": "archive",
    "archive.is": "archive",
    "archive.li": "archive",
    "archive.md": "archive",
    "archive.org": "archive",
    "archive.ph": "archive",
    "archive.today": "archive",
    "archive.vn": "archive",
    "arquivo.pt": "archive",
    "away.vk.com": "redirect",
    "bing-amp.com": "amp_cache",
    "bing.com": "redirect",
    "cc.bingj.com": "cache",
    "duckduckgo.com": "redirect",
    "exit.sc": "redirect",
    "facebook.com": "redirect",
    "feedly.com": "redirect",
    "flipboard.com": "redirect",
    "freedium.cfd": "proxy",
    "getpocket.com": "redirect",
    "go.redirectingat.com": "redirect",
    "go.skimresources.com": "redirect",
    "href.li": "redirect",
    "inoreader.com": "redirect",
    "instagram.com": "redirect",
    "instapaper.com": "redirect",
    "l.threads.net": "redirect",
    "linkedin.com": "redirect",
    "medium.com": "redirect",
    "megalodon.jp": "archive",
    "mementoweb.org": "archive",
    "news.google.com": "redirect",
    "out.reddit.com": "redirect",
    "outline.com": "proxy",
    "r.jina.ai": "proxy",
    "removepaywall.com": "proxy",
    "safelinks.protection.outlook.com": "redirect",
    "slack-redir.net": "redirect",
    "swap.stanford.edu": "archive",
    "t.umblr.com": "redirect",
    "translate.google.com": "translation",
    "translate.yandex.com": "translation",
    "translate.yandex.ru": "translation",
    "turbopages.org": "amp_cache",
    "txtify.it": "proxy",
    "urldefense.com": "redirect",
    "urldefense.proofpoint.com": "redirect",
    "vefsafn.is": "archive",
    "vk.com": "redirect",
    "wayback.archive-it.org": "archive",
    "webarchive.loc.gov": "archive",
    "webarchive.nationalarchives.gov.uk": "archive",
    "webarchive.org.uk": "archive",
    "webcache.googleusercontent.com": "cache",
    "webcitation.org": "archive",
    "whatsapp.com": "redirect",
    "yandex.ru": "amp_cache",
    "youtube.com": "redirect",
}
GOOGLE_HOST = re.compile(r"^(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$")  # of every country

# Parameters that hold the address of a page, in addresses of these hosts.
ADDRESS_PARAMETERS = frozenset(
    ["destination", "q", "redirecturl", "target", "text", "to", "u", "uddg", "url", "z"]
)
# What a path of these hosts has before the address of a page: times, ids of a collection, AMP's marks.
PATH_MARKS = re.compile(
    r"(?:/(?:all|amp|archive|c|i|ii|is|list|memento|newest|o|oldest|proxy|r|ref|s|save|turbo|ukgwa|v"
    r"|wayback|web|wp|\*|\d{1,14}\*?(?:[a-z]{2}_)?|\d{4}-\d{4}-\d{4}-\d{2})(?=/))*/+"
)
# In addresses of these forms the address of a page may lack its scheme.
FORMS_WITH_BARE_ADDRESS = ("archive", "cache", "amp_cache", "proxy")
# Parameters that AMP caches and translators add to the address of a page: names, then beginnings.
ADDED_NAMES = frozenset(["ampshare", "aoh", "csi", "referrer", "usqp"])
ADDED_BEGINNINGS = ("_x_tr_", "amp_")

# Hosts whose addresses lead to a page and do not hold its address: short links and apps.
SHORT_LINK_HOSTS = frozenset(
    [
        "aje.io",
        "amp.gs",
        "apne.ws",
        "apple.news",
        "bbc.in",
        "bit.ly",
        "buff.ly",
        "cnn.it",
        "cutt.ly",
        "dlvr.it",
        "fb.me",
        "feedproxy.google.com",
        "feeds.feedburner.com",
        "flip.it",
        "goo.gl",
        "ift.tt",
        "is.gd",
        "lnkd.in",
        "news.google.com",
        "nyti.ms",
        "ow.ly",
        "perma.cc",
        "reut.rs",
        "search.app",
        "share.google",
        "smart.link",
        "t.co",
        "t.ly",
        "tiny.cc",
        "tinyurl.com",
        "trib.al",
        "wapo.st",
    ]
)

# Sites that relay pages and are never the source of a text: sharing, short links, proxies, archives.
RELAY_SITES = frozenset(
    [
        "ampproject.org",
        "archive.is",
        "archive.org",
        "archive.ph",
        "bit.ly",
        "bsky.app",
        "buff.ly",
        "cloudflare.com",
        "disqus.com",
        "doubleclick.net",
        "facebook.com",
        "feedburner.com",
        "flipboard.com",
        "getpocket.com",
        "goo.gl",
        "google.com",
        "instagram.com",
        "linkedin.com",
        "pinterest.com",
        "reddit.com",
        "t.co",
        "t.me",
        "telegram.me",
        "threads.net",
        "tinyurl.com",
        "translate.goog",
        "twitter.com",
        "whatsapp.com",
        "x.com",
        "youtube.com",
    ]
)
