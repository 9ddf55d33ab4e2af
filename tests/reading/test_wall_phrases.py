"""The phrases of walls in many languages, and prose without one."""

from typing import get_args

import pytest

from aggregator.reading import wall_phrases

PROSE = (
    "The footbridge opened on Monday after three years of work, and a baker was first to cross it.",
    "The town paid four million for it, a third more than planned, as the western pier went deeper.",
    "Barges will pass below it only at high water until the dredging of the channel has ended.",
)


def test_the_table_of_walls_is_sorted_and_without_repetition() -> None:
    rows = [row[:2] for row in wall_phrases.WALLS]
    assert rows == sorted(set(rows))
    assert {wall for _, wall, _ in wall_phrases.WALLS} == set(get_args(wall_phrases.Wall))


@pytest.mark.parametrize(
    "line", [*PROSE, "He could not find work", "找不到工作的年轻人", "A forbidding place"]
)
def test_prose_matches_no_wall(line: str) -> None:
    assert not [
        wall for wall in get_args(wall_phrases.Wall) if wall_phrases.is_wall_line(wall, line)
    ]


@pytest.mark.parametrize(
    ("wall", "line"),
    [
        ("paywall", "Für Abonnenten: Jetzt weiterlesen"),
        ("paywall", "Lees verder? Word abonnee om dit artikel te lezen"),
        ("paywall", "Suscríbete para seguir leyendo"),
        ("paywall", "Abbonati per continuare a leggere"),
        ("paywall", "Assine para continuar lendo"),
        ("paywall", "Подпишитесь, чтобы читать дальше"),
        ("paywall", "구독하고 전문 읽기, 회원만 계속 볼 수 있습니다"),
        ("paywall", "Okumaya devam etmek için abone olun"),
        ("paywall", "登录后继续阅读"),
        ("paywall", "اشترك لمتابعة القراءة"),
        ("error", "Página no encontrada"),
        ("error", "Nie znaleziono strony"),
        ("error", "Sayfa bulunamadı"),
        ("error", "페이지를 찾을 수 없습니다"),
        ("challenge", "Nur einen Moment…"),
        ("challenge", "Подтвердите, что вы не робот"),
        ("consent", "Aceitar todos"),
        ("consent", "Přijmout vše"),
        ("login", "Se connecter"),
    ],
)  # fmt: skip
def test_walls_are_recognized_in_many_languages(wall: wall_phrases.Wall, line: str) -> None:
    assert wall_phrases.is_wall_line(wall, line)
