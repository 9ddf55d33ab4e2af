"""The settings, by section, with their defaults."""

from dataclasses import dataclass, field

DATABASE = "aggregator.db"


@dataclass(frozen=True, slots=True)
class CrawlConfig:
    """How pages are fetched. Times in seconds, sizes in bytes."""

    contact: str = ""  # mail or https address, sent in the user agent
    allow_hosts: tuple[str, ...] = ()  # HOST:PORT that may be private, or of another port
    resolve: tuple[str, ...] = ()  # HOST[:PORT]=ADDRESS:PORT, asked before DNS
    workers: int = 0  # processes that read pages; 0: one per core
    delay: float = 2.0  # between two requests to one host
    timeout: float = 30.0  # for one answer
    max_bytes: int = 10 * 1024 * 1024  # of one answer
    max_age_days: int = 30  # entries of sitemaps that are older are not fetched
    revisit_days: int = 7  # how long an article is looked at again after it was stored; 0: never
    log_level: str = "ERROR"  # of the log on standard error: DEBUG, INFO, WARNING, ERROR, CRITICAL
    log_format: str = "text"  # of a line of the log: text or json


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """How pages are shown."""

    host: str = "127.0.0.1"
    port: int = 8080
    comments: bool = False
    base_url: str = ""  # the public address, when a proxy is in front
    contact: str = ""  # shown at the foot of each page
    operator_key: str = ""  # asked for on /sign-in: full texts; empty: nobody can sign in
    log_level: str = "WARNING"  # of the log on standard error; its format is that of crawls


@dataclass(frozen=True, slots=True)
class ProvenanceConfig:
    """Whose signatures under texts and pages (C2PA) are trusted."""

    trust_list: str = ""  # path of a file of certificates in PEM; empty: nobody is trusted


@dataclass(frozen=True, slots=True)
class TraceConfig:
    """What is asked of others about an address."""

    memento: bool = False  # whether `captures` asks a web archive
    memento_timemap: str = "https://web.archive.org/web/timemap/link/"  # the address follows


@dataclass(frozen=True, slots=True)
class EvidenceConfig:
    """How evidence files are time-stamped (RFC 3161), and whose time stamps are trusted."""

    timestamp_url: str = ""  # of an authority that stamps new files; empty: none does
    timestamp_roots: str = ""  # a file of certificates (PEM) that are trusted


@dataclass(frozen=True, slots=True)
class TakedownConfig:
    """How requests to take something down are handled."""

    erase_after_hours: float = 23.0  # after receipt: until then what is hidden can be put back
    alarm_to: str = ""  # mail address of the operator: deadlines, cases that wait for a person
    dns: str = ""  # ADDRESS:PORT of the name server that is asked for proofs; empty: the system's
    recipients: tuple[str, ...] = ()  # addresses that get a notice of what was removed
    backup_days: int = 0  # how long you keep backups, as receipts say; 0: they say nothing of it


DEFAULT_TAKEDOWN = TakedownConfig()


@dataclass(frozen=True, slots=True)
class RightsConfig:
    """What readers other than the operator see of the articles of others."""

    extract_words: int = 40  # of an article whose full text may not be shown; 0: none


DEFAULT_RIGHTS = RightsConfig()


@dataclass(frozen=True, slots=True)
class RetentionConfig:
    """How many days things are kept; 0: for ever. See `aggregator retain`."""

    texts: int = 30  # of articles, from when they were first seen: most copies come within days
    versions: int = 90  # texts of former wordings, from when they were replaced
    pages: int = 90  # addresses that are not looked at again, from the last look
    runs: int = 90  # of crawls, and their events
    numbers: int = 400  # of sources, by day: a year can be compared with the one before
    comments: int = 30  # of readers that a moderator hid


DEFAULT_RETENTION = RetentionConfig()


@dataclass(frozen=True, slots=True)
class MailConfig:
    """The mailbox for requests, and the server that sends answers."""

    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"  # tls, starttls or none
    imap_user: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"  # tls, starttls or none
    smtp_user: str = ""
    smtp_password: str = ""
    sender: str = ""  # address that answers are sent from
    authserv_id: str = (
        ""  # name of the own server in Authentication-Results; empty: none is trusted
    )


@dataclass(frozen=True, slots=True)
class AlertsConfig:
    """Who is written to, once a day at most, when something needs a person."""

    mail: str = ""  # address; sent by the server of [mail]
    webhook: str = ""  # address that gets a POST with JSON


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set."""

    crawl: CrawlConfig = field(default_factory=CrawlConfig)
    serve: ServeConfig = field(default_factory=ServeConfig)
    provenance: ProvenanceConfig = field(default_factory=ProvenanceConfig)
    trace: TraceConfig = field(default_factory=TraceConfig)
    evidence: EvidenceConfig = field(default_factory=EvidenceConfig)
    takedown: TakedownConfig = field(default_factory=TakedownConfig)
    mail: MailConfig = field(default_factory=MailConfig)
    alerts: AlertsConfig = field(default_factory=AlertsConfig)
    rights: RightsConfig = field(default_factory=RightsConfig)
    retention: RetentionConfig = field(default_factory=RetentionConfig)
    db: str = DATABASE
    archive: bool = True  # whether linking asks the archive of older articles and adds to it
