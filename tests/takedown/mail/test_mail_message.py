"""A mail is read: who sends it, what kind it is, what it says. Whatever it is, nothing is raised."""

import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.takedown.mail.kinds import AUTO_REPLY_PREFIXES
from aggregator.takedown.mail.message import ReceivedMail, read_message
from tests.mail_servers import OWN_ADDRESS, make_mail

PAGE = "https://wire.example/lanterns"
HEAD = b"From: Nora <nora@wire.example>\r\nSubject: x\r\nMessage-ID: <1@wire.example>\r\n"


def read(raw: bytes) -> ReceivedMail:
    return read_message(raw, (OWN_ADDRESS,))


def read_with(headers: str) -> ReceivedMail:
    return read(make_mail(f"Remove {PAGE}", headers=headers))


def urls(mail: ReceivedMail) -> list[str]:
    return [address.url for address in mail.addresses]


def test_a_mail_has_sender_subject_date_and_id() -> None:
    mail = read(make_mail("Remove it", sender="=?utf-8?q?N=C3=B6ra?= <Nora@Wire.example>"))
    assert (mail.sender.name, mail.sender.address) == ("Nöra", "nora@wire.example")
    assert (mail.subject, mail.message_id) == ("Removal", "<1@wire.example>")
    assert mail.date == "2026-03-01T06:00:00Z"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please remove this article, it is ours and was copied without consent.", "en"),
        ("Bitte entfernen Sie diesen Artikel, er ist von uns und wurde kopiert.", "de"),
        ("Veuillez retirer cet article, il est à nous et a été copié sans accord.", "fr"),
        ("Por favor retiren este artículo, es de nosotros y fue copiado sin permiso.", "es"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_text(text: str, language: str) -> None:
    assert read(make_mail(text)).language == language


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("", "request"),
        ("Auto-Submitted: no\n", "request"),
        ("Auto-Submitted: auto-replied\n", "auto_reply"),
        ("Auto-Submitted: auto-generated; x\n", "auto_reply"),
        ("X-Autoreply: yes\n", "auto_reply"),
        ("Precedence: bulk\n", "auto_reply"),
        ("X-MS-Exchange-Inbox-Rules-Loop: nora@wire.example\n", "auto_reply"),
        ("X-Auto-Response-Suppress: All\n", "auto_reply"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply\n", "auto_reply"),
        ("X-Auto-Response-Suppress: DR, RN, NRN\n", "request"),
        ("Precedence: list\n", "list"),
        ("List-Id: <news.example>\n", "list"),
        ("Return-Path: <>\n", "bounce"),
        ("Return-Path: <nora@wire.example>\n", "request"),
    ],
)
def test_the_kind_is_read_from_the_header(headers: str, kind: str) -> None:
    assert read_with(headers).kind == kind


@pytest.mark.parametrize(
    ("sender", "subject", "kind"),
    [
        (OWN_ADDRESS, "x", "own"),
        ("takedown+x@aggregator.example", "x", "own"),
        ("Takedown+@Aggregator.example", "x", "own"),
        ("takedown+x@wire.example", "x", "request"),
        ("take+down@aggregator.example", "x", "request"),
        ("MAILER-DAEMON@wire.example", "x", "bounce"),
        ("nora@wire.example", "Automatic reply: TD-2026-0001: your request", "auto_reply"),
        ("nora@wire.example", "=?utf-8?q?R=C3=A9ponse_automatique=C2=A0:_x?=", "auto_reply"),
        ("nora@wire.example", "Automatische Antwort: Entfernung", "auto_reply"),
        ("nora@wire.example", "Re: Automatic reply: TD-2026-0001", "reply"),
        ("nora@wire.example", "Automatic replies copied our text", "request"),
        ("nora@wire.example", "Re: [TD-2026-0001] your request", "reply"),
        ("nora@wire.example", "Re: td-2026-0012", "reply"),
        ("nora@wire.example", "TD-20-1", "request"),
        ("no address", "x", "unreadable"),
    ],
)
def test_the_kind_follows_from_sender_and_subject(sender: str, subject: str, kind: str) -> None:
    assert read(make_mail("x", sender=sender, subject=subject)).kind == kind


def test_an_own_address_with_a_plus_part_is_own_without_it_too() -> None:
    mail = make_mail("x", sender=OWN_ADDRESS)
    assert read_message(mail, ("takedown+in@aggregator.example",)).kind == "own"


@pytest.mark.parametrize("words", [words for _, words in AUTO_REPLY_PREFIXES])
def test_the_subject_of_an_automatic_reply_is_known_in_each_language(words: str) -> None:
    subject = f"=?utf-8?b?{b64encode(f'{words.capitalize()}: x'.encode()).decode()}?="
    assert read(make_mail("x", subject=subject)).kind == "auto_reply"


def test_a_report_of_a_server_is_a_bounce() -> None:
    raw = (
        HEAD + b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n\r\nfailed\r\n--b--\r\n'
    )
    assert read(raw).kind == "bounce"


def test_the_ids_of_answered_mails_are_kept_the_nearest_first() -> None:
    mail = read_with("References: <a@x> <b@x>\nIn-Reply-To: <c@x>\n")
    assert mail.replies_to == ("<c@x>", "<b@x>", "<a@x>")


def test_html_is_read_where_the_plain_text_names_nothing() -> None:
    body = f'<style>p{{}}</style><p>Remove <a href="{PAGE}?utm_source=x">this</a></p>'
    raw = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()
    assert urls(read(raw)) == [PAGE]
    assert "Remove this" in read(raw).text


def test_an_address_in_the_subject_is_read_before_the_text() -> None:
    mail = read(make_mail("See above. Nora, https://wire.example/", subject=f"Remove {PAGE}"))
    assert urls(mail) == [PAGE, "https://wire.example/"]
    assert mail.text.startswith(f"Remove {PAGE}\n\nSee above.")


def test_an_address_in_subject_and_text_is_one() -> None:
    mail = read(make_mail(f"Remove {PAGE}", subject=f"Removal of {PAGE}"))
    assert urls(mail) == [PAGE]
    assert mail.text == f"Remove {PAGE}"


def multipart(*parts: bytes, kind: bytes = b"mixed") -> bytes:
    """A mail of several parts, each with its own header."""
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return (
        HEAD + b"Content-Type: multipart/" + kind + b'; boundary="b"\r\n\r\n' + body + b"--b--\r\n"
    )


def test_attachments_and_attached_mails_are_not_opened() -> None:
    raw = multipart(
        b"Content-Type: text/plain\r\n\r\n" + PAGE.encode(),
        b'Content-Type: text/plain; name="list.txt"\r\n\r\nhttps://a.example/1',
        b"Content-Disposition: attachment\r\nContent-Type: text/html\r\n\r\nhttps://a.example/2",
        b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nhttps://a.example/3",
        b"Content-Type: application/pdf\r\n\r\nhttps://a.example/4",
    )
    assert urls(read(raw)) == [PAGE]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("x-unknown", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-8", "cp1252"), ("us-ascii", "utf-8")],
)  # fmt: skip
def test_a_wrong_charset_costs_no_address(charset: str, encoding: str) -> None:
    body = f"Bitte löschen: {PAGE}".encode(encoding)
    mail = read(HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + body)
    assert urls(mail) == [PAGE]


def test_transfer_encodings_are_decoded() -> None:
    quoted = (
        HEAD
        + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nhttps://wire.exam=\r\nple/lan=\r\nterns"
    )
    base64 = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(PAGE.encode())
    assert urls(read(quoted)) == urls(read(base64)) == [PAGE]


def test_a_line_break_in_an_encoded_subject_adds_no_header() -> None:
    mail = read(make_mail("x", subject="=?utf-8?q?a=0D=0ABcc:_eve=40evil.example?="))
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


def test_another_mail_with_the_same_id_has_another_hash() -> None:
    first, same = make_mail("one"), make_mail("one", headers="Received: again\n")
    assert (
        read(first).content_hash == read(same).content_hash != read(make_mail("two")).content_hash
    )


NESTED = HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + b"".join(
    b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (depth, depth + 1)
    for depth in range(1_000)
)  # fmt: skip
HOSTILE = {
    "nested 1,000 deep": NESTED,
    "100 KB of lines in 50 parts": NESTED[: NESTED.index(b"boundary=b50")] + b"\n" * 100_000,
    "a million lines": HEAD + b"\r\n" * 400_000,
    "many headers": b"X: y\r\n" * 150_000 + HEAD,
    "a long header": HEAD + b"X: " + b"a;" * 400_000,
    "a million senders": b"From: a@b.example" + b",\r\n a@b.example" * 50_000 + b"\r\n\r\nx",
    "open brackets in the sender": b"From: " + b"(" * 900 + b"\r\n\r\nx",
    "a subject of encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n\r\nx",
    "a long content type": HEAD + b"Content-Type: text/plain; " + b'a="b";' * 100_000 + b"\r\n\r\nx",
    "many long content types": multipart(*[b"Content-Type: text/plain; " + b'a="b";' * 600 + b"\r\n\r\nx"] * 50),
    "many addresses": HEAD + b"\r\n" + b"https://e.example/1\n" * 50_000,
    "many that are none": HEAD + b"\r\n" + b"http://[ " * 100_000,
    "open brackets": HEAD + b"\r\n" + b"<http:/" * 130_000,
    "dots": HEAD + b"\r\n" + b"a." * 450_000,
    "disguised dots": HEAD + b"\r\n" + b"[.]" * 300_000,
    "quotation marks": HEAD + b"\r\n" + b"> " * 450_000,
    "one long word": HEAD + b"\r\n" + b"a" * 950_000,
    "NULs": HEAD + b"\r\n" + b"\0" * 900_000,
    "deep HTML": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 180_000,
    "HTML of links": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a href=https://e.example/1>x</a>" * 20_000,
    "bad base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=aGVs" * 180_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_takes_seconds_at_most(name: str) -> None:
    begun = time.process_time()
    mail = read(HOSTILE[name])
    assert time.process_time() - begun < 5
    assert "\n" not in mail.problem


def test_a_mail_of_100_mb_is_cut() -> None:
    raw = HEAD + b"\r\n" + PAGE.encode() + b"\r\n" + b"x" * 100_000_000
    begun = time.process_time()
    assert urls(read(raw)) == [PAGE]
    assert time.process_time() - begun < 5


FIELDS = st.sampled_from(
    ["From", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Transfer-Encoding",
     "Content-Disposition", "Auto-Submitted", "Authentication-Results", "Return-Path", "List-Id"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["multipart/mixed; boundary=b", "multipart/alternative; boundary=", "message/rfc822", "text/html; charset=x",
         "base64", "quoted-printable", "x-uuencode", "=?utf-8?b?AAAA?=", "=?x?q?=FF?=", "<a@b.example>", "a@[::1]",
         'a@b.example; "', "attachment; filename*0*=x", "text/plain; charset*=''%", "mx; dkim=pass header.d=a.example"]
    ),
)  # fmt: skip
LINES = st.one_of(
    st.binary(max_size=80), st.sampled_from([b"--b", b"--b--", b"", b"> x", b"hxxp://a[.]b/c"])
)


@given(st.lists(st.tuples(FIELDS, VALUES), max_size=12), st.lists(LINES, max_size=12))
def test_no_mail_raises(fields: list[tuple[str, str]], lines: list[bytes]) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields).encode(
        "utf-8", "surrogatepass"
    )
    mail = read_message(head + b"\r\n" + b"\r\n".join(lines), (OWN_ADDRESS,), "mx")
    assert mail.content_hash
    assert "\n" not in mail.subject + mail.sender.address + mail.sender.name


@given(st.binary(max_size=400))
def test_no_bytes_raise(raw: bytes) -> None:
    assert read_message(raw, (), "mx").content_hash
