"""The charset of a page: mark, header, meta and content, whether they agree or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import reading
from aggregator.model import Article, Page
from aggregator.reading import (
    charset,
)

TEXTS = {
    "zh": "跨江大桥星期一开放通行，市长对记者说，这座桥用了三年时间才建成，比原计划晚了一年。第一个走过大桥的是一位面包师。",
    "zh-TW": "跨江大橋星期一開放通行，市長對記者說，這座橋用了三年時間才建成，比原計劃晚了一年。第一個走過大橋的是一位麵包師。",
    "ja": "川にかかる橋が三年の工事を経て月曜日に開通した。市長は記者団に景色も手に入れたと語った。最初に渡ったのは近所のパン屋だった。",
    "ko": "강을 가로지르는 다리가 삼 년의 공사 끝에 월요일 개통됐다. 시장은 기자들에게 계획보다 일 년 늦었다고 말했다.",
    "ru": "Мост через реку открыли в понедельник после трёх лет работ, сообщил мэр города журналистам.",
    "ar": "افتتح الجسر فوق النهر يوم الاثنين بعد ثلاث سنوات من العمل، وقال رئيس البلدية إن التكلفة زادت بمقدار الثلث.",
    "th": "สะพานข้ามแม่น้ำเปิดใช้เมื่อวันจันทร์หลังก่อสร้างมาสามปี นายกเทศมนตรีกล่าวกับผู้สื่อข่าวว่าค่าใช้จ่ายสูงกว่าที่วางแผนไว้",
    "fr": "Le pont a été ouvert lundi après trois années ; « c’est très beau », a déclaré la mairesse, déjà fatiguée.",
    "pl": "Żółta łódź mówi, że most otwarto w piątek, a piekarz przeszedł po nim jako pierwszy, z koszem chleba.",
    "tr": "Köprü üç yıl süren çalışmanın ardından açıldı; fırıncı ilk geçen oldu ve başkan değişikliği açıkladı.",
}


OF = {
    "zh": ("gbk", "gb18030"), "zh-TW": ("big5",), "ja": ("shift_jis", "euc-jp", "iso-2022-jp"), "ko": ("euc-kr",),
    "ru": ("windows-1251", "koi8-r"), "ar": ("windows-1256",), "th": ("tis-620", "windows-874"),
    "fr": ("windows-1252",), "pl": ("windows-1250",), "tr": ("windows-1254",),
}  # fmt: skip


PAIRS = [(tongue, name) for tongue, encodings in OF.items() for name in encodings]


PYTHON = {"windows-874": "cp874"}


WIDE = ["utf-16-le", "utf-16-be"]


def body(tongue: str, name: str, meta: str = "") -> bytes:
    page = f'<html lang="{tongue}"><head>{meta}<title>x</title></head><body><p>{TEXTS[tongue]}</p></body></html>'
    return page.encode(PYTHON.get(name, name))


def said(name: str) -> str:
    return f'<meta charset="{name}">'


def header(name: str) -> str:
    return f"text/html; charset={name}"


@pytest.mark.parametrize(("tongue", "name"), PAIRS)
def test_a_header_or_a_meta_tag_by_itself_decides_the_charset(tongue: str, name: str) -> None:
    assert TEXTS[tongue] in charset.decode_page(body(tongue, name), header(name))[0]
    assert TEXTS[tongue] in charset.decode_page(body(tongue, name, said(name)))[0]


@pytest.mark.parametrize(("tongue", "name"), PAIRS)
def test_a_wrong_utf_8_header_is_corrected_by_the_bytes(tongue: str, name: str) -> None:
    assert TEXTS[tongue] in charset.decode_page(body(tongue, name, said(name)), header("utf-8"))[0]
    assert TEXTS[tongue] in charset.decode_page(body(tongue, name), header("utf-8"))[0]


@pytest.mark.parametrize(("tongue", "name"), PAIRS)
def test_the_header_overrides_a_wrong_meta_tag(tongue: str, name: str) -> None:
    for wrong in ("utf-8", "no-such-charset", ""):
        assert (
            TEXTS[tongue] in charset.decode_page(body(tongue, name, said(wrong)), header(name))[0]
        )


@pytest.mark.parametrize(
    ("tongue", "name"), [pair for pair in PAIRS if pair[0] not in ("fr", "pl", "tr")]
)
def test_the_western_charset_that_servers_say_by_default_is_not_believed_of_other_scripts(
    tongue: str, name: str
) -> None:
    for western in ("iso-8859-1", "windows-1252"):
        assert (
            TEXTS[tongue] in charset.decode_page(body(tongue, name, said(name)), header(western))[0]
        )
        assert TEXTS[tongue] in charset.decode_page(body(tongue, name), header(western))[0]


@pytest.mark.parametrize(("tongue", "name"), PAIRS)
def test_an_undeclared_charset_is_guessed_by_content(tongue: str, name: str) -> None:
    assert TEXTS[tongue] in charset.decode_page(body(tongue, name))[0]


@pytest.mark.parametrize("tongue", TEXTS)
def test_valid_utf_8_is_utf_8_whatever_is_declared(tongue: str) -> None:
    for wrong in ("iso-8859-1", "gbk", "shift_jis", "windows-1251", "utf-16"):
        assert charset.decode_page(body(tongue, "utf-8", said(wrong)), header(wrong))[1] == "utf-8"


@pytest.mark.parametrize("tongue", TEXTS)
def test_a_byte_order_mark_overrides_every_declaration(tongue: str) -> None:
    for name in ("utf-16", "utf-8-sig"):
        for wrong in ("iso-8859-1", "gbk", "utf-8"):
            result = charset.decode_page(body(tongue, name, said(wrong)), header(wrong))[0]
            assert TEXTS[tongue] in result
            assert result.startswith("<html")


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("tongue", TEXTS)
def test_utf_16_without_a_mark_is_detected_by_its_markup(tongue: str, name: str) -> None:
    for content_type in ("", header("utf-16"), header(name), header("utf-8")):
        assert charset.decode_page(body(tongue, name), content_type) == (
            body(tongue, name).decode(name),
            name,
        )


@pytest.mark.parametrize("name", [*WIDE, "utf-16"])
def test_an_article_in_utf_16_is_read(name: str) -> None:
    paragraphs = "".join(f"<p>{TEXTS['fr']} {number}</p>" for number in range(4))
    page = (
        f"<!doctype html><html><head><title>Le pont</title></head><body>{paragraphs}</body></html>"
    )
    outcome = reading.read(Page("https://a.example/pont", page.encode(name)))
    assert isinstance(outcome, Article)
    assert TEXTS["fr"] in outcome.text


def test_nul_bytes_here_and_there_make_no_utf_16() -> None:
    assert charset.decode_page(b"<\0ht\0ml>\0 " + body("fr", "utf-8"))[1] == "utf-8"
    assert charset.decode_page(b"\0" * 200)[1] == "utf-8"


def test_a_text_that_was_encoded_twice_is_not_corrected() -> None:
    """Readers of the page see the same text; a correction would be a guess."""
    twice = TEXTS["fr"].encode().decode("cp1252", "replace")
    assert twice in charset.decode_page(f"<p>{twice}</p>".encode())[0]


UMLAUTS = "Grüße aus Köln, schöne Straße und größere Bäume"


RUSSIAN = (
    "Мост через реку открыли в понедельник после трёх лет работ, сообщил мэр города журналистам"
)


JAPANESE = (
    "川にかかる橋が三年の工事を経て月曜日に開通した。市長は記者団に景色も手に入れたと語った。"
)


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        (UMLAUTS, "utf-8", "text/html; charset=iso-8859-1", ""),
        (UMLAUTS, "cp1252", "text/html; charset=utf-8", "<meta charset=utf-8>"),
        (UMLAUTS, "utf-8", "", "<meta charset=windows-1252>"),
        (
            "Żółta łódź mówi, że most otwarto w piątek",
            "cp1250",
            "charset=utf-8",
            '<html lang="pl">',
        ),
        (RUSSIAN, "cp1251", "text/html; charset=utf-8", ""),
        (RUSSIAN, "cp1251", "", "<meta charset=windows-1251>"),
        (RUSSIAN, "koi8-r", "text/html; charset=koi8-r", ""),
        (JAPANESE, "shift_jis", "", '<meta http-equiv=x content="text/html; charset=Shift_JIS">'),
        (JAPANESE, "euc-jp", "text/html;charset=EUC-JP", ""),
        (JAPANESE, "iso-2022-jp", "text/html; charset=iso-2022-jp", ""),
        (JAPANESE, "utf-16", "", ""),
    ],
)
def test_a_page_is_decoded_by_its_bytes(text: str, encoding: str, header: str, meta: str) -> None:
    body = f"<html>{meta}<p>{text}</p>".encode(encoding)
    assert text in charset.decode_page(body, header)[0]


@given(st.binary(max_size=3000), st.text(max_size=40))
def test_any_bytes_decode_to_text_without_nul(body: bytes, header: str) -> None:
    text, name = charset.decode_page(body, header)
    assert "\x00" not in text
    assert name


@given(st.text(max_size=500))
def test_utf_8_text_is_decoded_unchanged(text: str) -> None:
    kept = "".join(char for char in text if char.isprintable()) + "ß"
    assert charset.decode_page(kept.encode(), "text/html; charset=latin-1") == (kept, "utf-8")
