"""What a copier does to a text: its own style, a cut, a frame."""

import random
from dataclasses import replace

from benchmarks.origin.texts import Text

FRAMES = (
    "Good morning. Below is the report that our readers asked for after the weekend; we have kept it as it is.",
    "Many of you wrote to us about this over the past few days, so here is what is known at this point.",
    "The following text deals with a matter that concerns a good number of people in our area as well.",
    "We think this deserves more attention than it got, which is why it is on our front page today.",
    "What do you think? Write to our letters page; we print the best ones on Saturdays, with your name and town.",
    "Our forum has been discussing this since the early hours, and opinions are divided as usual.",
    "If you want to receive pieces like this by mail, tick the box in your profile. It costs nothing.",
    "Our next edition comes out on Tuesday. Until then you find us at the market, at the usual place.",
    "In other towns the same question has come up; there, the councils have put it off until next year.",
    "This is part of what we collect every day for people who have little time in the morning.",
)
STATEMENTS = (
    (
        "“I have listened to every one of you for eleven weeks, and I know that no answer I could offer today will satisfy all who lost something that night. The gates were closed at four minutes past nine, and they should have been closed an hour before.”",
        "“We asked for the second pump in March, again in June, and in writing in September. Each time we were assured that the old one would last the winter, and each time we believed it because we wanted to believe it.”",
        "“What I can promise is that the records will be open, all of them, from the first telephone call to the last, and that nobody who worked on the dike will be blamed for what was decided in an office far away.”",
    ),
    (
        "“Nobody in this company planned to close the works in the valley, and whoever says so has not read the minutes. We were offered a price for the land that we refused twice, and we will refuse it a third time.”",
        "“There are three hundred and twelve people on the payroll this morning, and there will be three hundred and twelve when the snow is gone. I put my name to that, and my own salary until the end of next year.”",
        "“The furnace is old, it is hungry, and we all love it more than we ought to. But a new one has been ordered, it is paid for, and it will stand in the same hall in which my grandfather lit the first.”",
    ),
    (
        "“The children found the letters behind the stage, tied with a ribbon, eighty-four of them, and not one had ever been opened. We have decided together with the families that they will be read, slowly, one each evening.”",
        "“I do not think that history belongs to museums alone. It belongs to the kitchens in which these people waited, and so the letters will go home first, before anybody puts them behind glass.”",
        "“Should somebody recognise a name, we ask them to come by. The door of the school is open from seven, there is coffee, and nobody has to speak into a microphone who does not want to.”",
    ),
    (
        "“This team was never favoured by anyone, and that has been our luck. We trained on gravel, we borrowed the boats, and on the night before the final two of us slept in the van because the money was for oars.”",
        "“People ask me what changed in the last hundred metres. Nothing changed. We were behind, then we were less behind, and then somebody on the bank shouted the name of my mother, and I do not remember the rest.”",
        "“I will not turn professional. In January I go back to the bakery, at three in the morning as always, and whoever wants an autograph can have one there, with a loaf, for the usual price.”",
    ),
)


def restyle(rng: random.Random, text: Text) -> Text:
    """Returns the text as another desk would run it: at most small changes."""
    paragraphs = list(text.paragraphs)
    if rng.random() < 0.35 and len(paragraphs) > 6:
        del paragraphs[rng.randrange(2, len(paragraphs))]
    if rng.random() < 0.4:
        paragraphs = [p.replace('"', "”").replace("'", "’") for p in paragraphs]
    if rng.random() < 0.25 and len(paragraphs) > 6:
        at = rng.randrange(1, len(paragraphs) - 1)
        paragraphs[at : at + 2] = [paragraphs[at] + " " + paragraphs[at + 1]]
    return replace(text, title=retitle(rng, text.title), paragraphs=tuple(paragraphs))


def retitle(rng: random.Random, title: str) -> str:
    """Returns the headline, often a little changed."""
    words = title.split()
    choice = rng.random()
    if choice < 0.55 or len(words) < 6:
        return title
    if choice < 0.75:
        return " ".join(words[: max(5, len(words) * 2 // 3)])
    return f"{rng.choice(('News', 'Report', 'Today', 'In brief'))}: {title}"


def abridge(rng: random.Random, text: Text, share: float) -> Text:
    """Returns the beginning of the text, about this share of its paragraphs, two at least."""
    kept = max(2, round(len(text.paragraphs) * share))
    return replace(text, title=retitle(rng, text.title), paragraphs=text.paragraphs[:kept])


def wrap(rng: random.Random, text: Text) -> Text:
    """Returns the text between paragraphs of the copier's own."""
    before, *after = rng.sample(FRAMES, 3)
    return replace(
        text, title=retitle(rng, text.title), paragraphs=(before, *text.paragraphs, *after)
    )


def mix(text: Text, other: Text) -> Text:
    """Returns the other text with some paragraphs of the first in its middle."""
    taken = text.paragraphs[1 : 1 + max(2, len(text.paragraphs) // 3)]
    half = len(other.paragraphs) // 2
    return replace(other, paragraphs=(*other.paragraphs[:half], *taken, *other.paragraphs[half:]))


def update(text: Text, note: str) -> Text:
    """Returns the text with a note before it, one paragraph changed and one gone."""
    paragraphs = [p for number, p in enumerate(text.paragraphs) if number != 2]
    paragraphs[-1] = paragraphs[-1] + " " + note
    return replace(text, paragraphs=(note, *paragraphs))
