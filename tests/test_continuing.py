"""Where an answer broke off and was gone on with: no word of a chat, and none of ours, gets into the picture."""

from __future__ import annotations

import pytest
from loopback_server import chunk, serving, stream

import svgguard
from svgguard.ask import continued, prompt_file
from svgguard.endpoint import joined
from svgguard.types import Status

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 90">'
IN_TEXT = f'{ROOT}<rect width="50" height="50" fill="#abc"/><text x="4" y="20">Flow dia'
IN_EMPTY_TEXT = f'{ROOT}<rect width="50" height="50" fill="#abc"/><text x="4" y="20">'
IN_VALUE = f'{ROOT}<path fill="red" d="M1 1 L5'
IN_TAG = f"{ROOT}<rect width='50' hei"
IN_COMMENT = f"{ROOT}<!-- the le"
BETWEEN = f'{ROOT}<rect width="50" height="50" fill="#abc"/>\n'
QUESTION = prompt_file("continue").fill(tail="the tail of it")

TAKEN = [
    (IN_TEXT, "gram</text></svg>", "gram</text></svg>"),
    (IN_TEXT, "Sure! Here is the continuation: ```svg gram</text></svg>```", "gram</text></svg>"),
    (IN_TEXT, "Sure! Here is the continuation:\n```svg\ngram</text></svg>\n```", "gram</text></svg>\n"),
    (IN_TEXT, "```\ngram</text></svg>\n```\nI hope this helps!", "gram</text></svg>\n"),
    (IN_TEXT, "gram</text></svg>\n```\nThat is the rest.", "gram</text></svg>\n"),
    (IN_TEXT, "I'm sorry, here is the rest of the drawing: </text></svg>", "</text></svg>"),
    (IN_TEXT, "I am sorry for that. </text></svg>", "</text></svg>"),
    (IN_TEXT, "Certainly!\nHere's the rest of it:\n\ngram</text></svg>", "\n\ngram</text></svg>"),
    (IN_TEXT, "Voici la suite : gram</text></svg>", "gram</text></svg>"),
    (IN_TEXT, "<think>It broke off in a text.</think>gram</text></svg>", "gram</text></svg>"),
    (IN_TEXT, "gram</text></svg><|im_end|>", "gram</text></svg> "),
    (IN_TEXT, "The drawing that you asked for is complete now and nothing is missing.", None),
    (IN_TEXT, "", None),
    (IN_EMPTY_TEXT, "Yes</text></svg>", "Yes</text></svg>"),
    (IN_EMPTY_TEXT, "Thank you</text></svg>", "Thank you</text></svg>"),
    (IN_EMPTY_TEXT, "OK\n</text></svg>", "OK\n</text></svg>"),
    (IN_EMPTY_TEXT, "The rest of the day</text></svg>", "The rest of the day</text></svg>"),
    (IN_VALUE, " 40 Z", " 40 Z"),
    (IN_VALUE, '0 9"/></svg>', '0 9"/></svg>'),
    (IN_VALUE, "The drawing goes on with a line to the right side.", None),
    (IN_VALUE, 'Okay, going on:\n0 9"/></svg>', '\n0 9"/></svg>'),
    (IN_TAG, "ght='9'/></svg>", "ght='9'/></svg>"),
    (IN_COMMENT, "ft wing of the bird goes here --><g/></svg>", "ft wing of the bird goes here --><g/></svg>"),
    (BETWEEN, "Und hier der Rest des Bildes, wie gewünscht <g/></svg>", "<g/></svg>"),
    (BETWEEN, "I cannot go on with this drawing.", None),
    (BETWEEN, "  <g/>\n</svg>", "<g/>\n</svg>"),
    (BETWEEN, f"{QUESTION}\n<g/></svg>", None),
    (IN_TEXT, "Go on exactly where it broke off: gram</text></svg>", None),
]


@pytest.mark.parametrize(("base", "answer", "rest"), TAKEN)
def test_only_what_goes_on_is_taken(base: str, answer: str, rest: str | None) -> None:
    found = continued(base, answer)
    assert (found or "").strip() == (rest or "").strip() and (found is None) == (rest is None)


@pytest.mark.parametrize("base", [IN_TEXT, IN_VALUE, IN_TAG, IN_COMMENT, BETWEEN])
@pytest.mark.parametrize("cut", [1, 3, 7])
def test_a_whole_answer_cut_anywhere_is_put_together_again(base: str, cut: int) -> None:
    rest = base[-cut:] + {IN_TEXT: "gram</text></svg>", BETWEEN: "<g/></svg>"}.get(base, "/></svg>")
    found = continued(base[:-cut], rest)
    assert found is not None and joined(base[:-cut], found.strip()) == (base[:-cut] + rest.strip()).strip()


@pytest.mark.parametrize(
    "tail",
    [
        "I'm sorry, here is the rest of the drawing: </text></svg>",
        "Sure! Here is the continuation:\n```svg\ngram</text></svg>\n```",
        "Sure! Here is the continuation: ```svg gram</text></svg>```",
        QUESTION,
        f"You said: {QUESTION} </text></svg>",
        "The rest of the drawing cannot be given, since the message is too long for me.",
    ],
)
def test_no_word_of_it_is_drawn(tail: str) -> None:
    first = stream(chunk(IN_TEXT), chunk(finish="length"))
    second = stream(chunk(tail), chunk(finish="stop"))
    with serving(first, second) as server:
        result = svgguard.generate(
            "a flow chart", base_url=server.url, model="m", attempts=2, skip=["reask", "resample"]
        )
    assert [a.step for a in result.attempts] == ["ask", "continue"]
    assert result.status in (Status.CLEAN, Status.REPAIRED) and result.svg is not None
    words = "".join(result.svg.split(">")[-3:])
    assert not any(word in words for word in ("sorry", "Sure", "rest", "broke", "said", "```", "svg gram"))
