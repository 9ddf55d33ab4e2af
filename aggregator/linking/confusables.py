"""Letters that look like another letter: tables for `folding`.

Source: confusables.txt of Unicode Technical Standard #39 (Unicode Security Mechanisms) and, for the small
capitals, the names of Unicode's characters. From these are taken letters that are written from left
to right in scripts with spaces between words. Accents are left out on both sides, and so are letters that
compatibility decomposition turns into Latin ones (fullwidth, mathematical). Each letter is here in the form
that case folding leaves. Where its capital looks like another Latin letter (as Greek \u03b7 like n, and
its capital like H), the small letter decides, since most letters of a text are small.
"""

# What a text shows, and what may be written for it.
CONFUSABLES: tuple[tuple[str, str], ...] = (
    ("'", "\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\ua78c"),
    ("a", "\u0251\u03b1\u0430\u13aa\u15c5\u1d00\ua4ee\U000102a0\U00016f40"),
    ("aa", "\ua733"),
    ("ae", "\u00e6\u04d5"),
    ("ao", "\ua735"),
    ("au", "\ua737"),
    ("av", "\ua739\ua73b"),
    ("ay", "\ua73d"),
    ("b", "\u0180\u0183\u0185\u0253\u0299\u03b2\u0431\u0432\u044c\u0463\u048d\u13cf"),
    ("b", "\u13f4\u1472\u1473\u15af\u15f7\ua4d0\ua7b5\U00010282\U000102a1\U00010301"),
    ("c", "\u023c\u0441\u04ab\u13df\u1d04\u2ca5\ua4da\U000102a2\U00010302\U0001043d\U0001051c"),
    ("d", "\u00f0\u0111\u018c\u0256\u0257\u0501\u13a0\u13e7\u146f\u15de\u15ea\u1d05"),
    ("d", "\ua4d2\ua4d3"),
    ("e", "\u0247\u03b5\u0435\u04bd\u04bf\u13ac\u1d07\u2d39\ua4f0\uab32\U00010286\U000118c6"),
    ("e", "\U000118ce"),
    ("f", "\u0192\u03dd\u0584\u15b4\u1d6e\u1e9d\ua4dd\ua730\ua799\uab35\U00010287\U000102a5"),
    ("f", "\U00010525\U000118c2"),
    ("g", "\u018d\u01e5\u0260\u0261\u0262\u050d\u0581\u13c0\u13f3\u1d83\ua4d6"),
    ("h", "\u0127\u0266\u029c\u043d\u045b\u04a3\u04bb\u04c8\u04ca\u0570\u13bb\u13c2"),
    ("h", "\u13f2\u157c\u2c68\u2c8f\ua4e7\ua695\U000102cf"),
    ("i", "\u0131\u0268\u0269\u026a\u03b9\u0456\u04cf\u13a5\u1d7b\u1d7c\ua647\U000118c3"),
    ("j", "\u0249\u029d\u03f3\u0458\u13ab\u148d\u1d0a\ua4d9"),
    ("k", "\u0199\u03ba\u043a\u049b\u049f\u13e6\u16d5\u1d0b\u2c6a\u2c95\ua4d7\ua741"),
    ("k", "\U00010518"),
    ("l", "\u0142\u019a\u01c0\u026b\u026d\u029f\u13de\u14aa\u16c1\u2c93\u2cd1\u2d4f"),
    ("l", "\ua4e1\ua4f2\U0001028a\U00010309\U00010443\U00010526\U000118d2\U00016f16\U00016f28"),
    ("m", "\u0271\u03bc\u03fb\u043c\u04ce\u13b7\u15f0\u16d6\u1d0d\u1d6f\u2c99\ua4df"),
    ("m", "\uab51\U000102b0\U00010311\U00011700"),
    ("n", "\u019e\u0272\u0273\u0274\u03b7\u0578\u057c\u1d70\u2c9b\ua4e0\U00010513"),
    ("o", "\u00f8\u0275\u03b8\u03bf\u03c3\u043e\u0473\u04e9\u0585\u0b20\u0d20\u10ff"),
    ("o", "\u12d0\u13a4\u13be\u13eb\u1d0f\u1d11\u2c9f\u2d31\u2d41\u2d54\ua4f3\ua74b"),
    (
        "o",
        "\uab3d\uab3e\U00010292\U000102ab\U0001042c\U000104ea\U00010516\U000118c8\U000118d5\U000118d7",
    ),
    ("oe", "\u0153"),
    ("oo", "\ua699\ua74f"),
    ("p", "\u01a5\u03c1\u0440\u13e2\u146d\u1d18\u1d7d\u2ca3\ua4d1\U00010295"),
    ("q", "\u02a0\u051b\u0563\u0566\u2d55\ua7af"),
    ("r", "\u024d\u027c\u027d\u0280\u0433\u0493\u13a1\u13b1\u13d2\u1587\u1d26\u1d72"),
    ("r", "\u2c85\ua4e3\uab47\uab48\U000104dc\U00016f35"),
    ("s", "\u01bd\u0282\u0455\u057f\u13d5\u13da\u1d74\ua4e2\ua731\U00010296\U00010448\U000118c1"),
    ("s", "\U00016f3a"),
    ("t", "\u0167\u01ab\u01ad\u0288\u03c4\u0442\u04ad\u13a2\u1d1b\u1d75\u2c66\u2ca7"),
    ("t", "\ua4d4\U00010297\U000102b1\U00010315\U00016f0a"),
    ("u", "\u0289\u028b\u03c5\u057d\u1200\u13cc\u144c\u1d1c\u1d7e\ua4f4\ua79f\uab4e"),
    ("u", "\uab52\U000104f6\U000118d8\U00016f42"),
    (
        "v",
        "\u03bd\u0475\u13d9\u142f\u1d20\u2d38\ua4e6\ua6df\U0001051d\U00011706\U000118c0\U00016f08",
    ),
    ("w", "\u026f\u0461\u047d\u051d\u0561\u13b3\u13d4\u1d21\ua4ea\ua761\U000114c5\U0001170a"),
    ("w", "\U0001170e\U0001170f"),
    ("x", "\u03c7\u0445\u04b3\u1541\u157d\u16b7\u2cad\u2d5d\ua4eb\uab53\U00010290\U000102b4"),
    ("x", "\U00010317\U00010527"),
    ("y", "\u01b4\u024f\u0263\u028f\u03b3\u0443\u04af\u04b1\u10e7\u13a9\u13bd\u1d8c"),
    ("y", "\u1eff\u2ca9\ua4ec\uab5a\U000102b2\U000118dc\U00016f43"),
    ("z", "\u01b6\u0225\u0290\u03b6\u13c3\u1d22\u1d76\ua4dc\U000118c4\U000118c9"),
)

# Arabic script: one letter in two code points, of Persian and of Arabic keyboards. Sites convert between them.
ARABIC: tuple[tuple[str, str], ...] = (
    ("\u06a9", "\u0643"),  # kaf
    ("\u06cc", "\u0649\u064a"),  # yeh, with and without dots
)
