"""By label: labels of every kind, counted, empty, elided, and what they leave open."""

from __future__ import annotations

import pytest

import svgguard
from svgguard.parts.inventory import Presence

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100">'
DISC = '<circle cx="30" cy="30" r="9"/>'
OTHERS = (
    '<!-- Sea -->\n<rect y="70" width="100" height="30" fill="navy"/>\n'
    '<!-- Boat -->\n<path d="M20 60h30l-5 9h-20z"/>\n<!-- Sail -->\n<path d="M35 58V30l12 28z" fill="ivory"/>\n'
)


def presence(inside: str, *parts: str) -> list[Presence]:
    return [sighting.presence for sighting in svgguard.check(f"{SVG}\n{inside}\n</svg>", parts=parts).parts]


@pytest.mark.parametrize(
    "inside",
    [
        f'<g id="front-wheel">{DISC}</g>',
        f'<g id="frontWheel">{DISC}</g>',
        f'<g id="wheel_front">{DISC}</g>',
        f'<g class="part FrontWheel">{DISC}</g>',
        f"<g><title>Front wheel</title>{DISC}</g>",
        f"<g><desc>The front wheel, with its tyre</desc>{DISC}</g>",
        f'<g aria-label="front wheel">{DISC}</g>',
        f'<g data-part="front wheel">{DISC}</g>',
        f"<!-- Front wheel -->\n{DISC}",
        f"{DISC} <!-- front wheel -->\n",
        f"<!-- FRONT WHEEL (with spokes) -->\n{DISC}",
        f"<!-- the front tyre of the bike -->\n{DISC}",
        f"<!-- Vorderrad -->\n{DISC}",
        f"<!-- Roue avant -->\n{DISC}",
        f'<defs><g id="front-wheel">{DISC}</g></defs><use xlink:href="#front-wheel"/>',
    ],
)
def test_a_part_is_found_by_any_kind_of_label(inside: str) -> None:
    assert presence(OTHERS + inside, "front wheel") == [Presence.FOUND]


@pytest.mark.parametrize(
    ("label", "part"),
    [("rear wheel", "front wheel"), ("left eye", "right eye"), ("flagpole", "flag")],
)
def test_a_label_of_something_else_is_none(label: str, part: str) -> None:
    assert presence(f"{OTHERS}<!-- {label} -->\n{DISC}", part) == [Presence.MISSING]


def test_what_a_drawing_with_labels_does_not_name_is_missing() -> None:
    result = svgguard.check(f"{SVG}\n{OTHERS}</svg>", parts=["boat", "lighthouse"])
    assert [s.presence for s in result.parts] == [Presence.FOUND, Presence.MISSING]
    [fault] = result.faults
    assert (fault.code, fault.message) == ("P001", "nothing in the drawing is called lighthouse")
    assert result.status is svgguard.Status.FAULTY


def test_a_drawing_without_labels_says_nothing() -> None:
    assert presence(DISC * 5, "moon") == [Presence.UNKNOWN]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<!-- Moon -->\n<!-- Star -->\n" + DISC, "holds nothing that draws"),
        ("<g><!-- Moon --></g>" + DISC, "holds nothing that draws"),
        ('<g id="moon"></g>', "holds nothing that draws"),
        ('<g id="moon"><g/><title>Moon</title></g>', "holds nothing that draws"),
        ('<!-- Moon -->\n<g id="star">' + DISC + "</g>", "is followed by another part"),
        ('<use id="moon" xlink:href="#disc"/>', "refers to 'disc', which does not exist"),
        ("<!-- Moon -->", "is where the drawing ends"),
    ],
)
def test_a_name_that_holds_nothing_is_an_empty_part(inside: str, said: str) -> None:
    result = svgguard.check(f"{SVG}\n{OTHERS}{inside}</svg>", parts=["moon", "star"])
    assert result.parts[0].presence is Presence.EMPTY
    assert said in result.parts[0].message


def test_a_comment_over_comments_on_its_parts_is_a_heading() -> None:
    inside = f"<!-- ===== TURTLE ===== -->\n<!-- Shell -->\n{DISC}\n<!-- Head -->\n{DISC}"
    assert presence(OTHERS + inside, "turtle", "head") != [Presence.EMPTY, Presence.FOUND]
    assert presence(OTHERS + inside, "turtle", "head")[1] is Presence.FOUND


@pytest.mark.parametrize("comment", ["... the moon ...", "similarly for the moon", "rest of the moon", "moon omitted"])
def test_a_part_that_the_drawing_leaves_out(comment: str) -> None:
    assert presence(f"{OTHERS}<!-- {comment} -->", "moon") == [Presence.ELIDED]


def two(x: int) -> str:
    return f'<circle cx="{x}" cy="80" r="9"/><circle cx="{x}" cy="80" r="2"/>'


@pytest.mark.parametrize(
    ("inside", "parts", "found"),
    [
        (f'<g id="wheels">{two(20)}{two(80)}</g>', ["two wheels"], [Presence.FOUND]),
        (f'<g id="wheels">{two(20)}</g>', ["two wheels"], [Presence.FEW]),
        (f'<g id="wheels">{two(20)}</g>', ["front wheel", "rear wheel"], [Presence.FEW, Presence.FEW]),
        (f'<g id="wheels">{two(20)}{two(80)}</g>', ["front wheel", "rear wheel"], [Presence.FOUND] * 2),
        ('<path id="fins" d="M0 0h9v9z M50 0h9v9z"/>', ["two fins"], [Presence.FOUND]),
        ('<path id="fins" d="M0 0h9v9z m50 0h9v9z"/>', ["two fins"], [Presence.FOUND]),
        (f"<!-- wheel -->\n{two(20)}<!-- wheel -->\n{two(80)}", ["two wheels"], [Presence.FOUND]),
        (f"<!-- wheel -->\n{two(20)}", ["two wheels"], [Presence.FEW]),
        (f"<!-- Left eye -->\n{two(20)}<!-- Right eye -->\n{two(80)}", ["two eyes"], [Presence.FOUND]),
    ],
)
def test_parts_are_counted(inside: str, parts: list[str], found: list[Presence]) -> None:
    assert presence(OTHERS + inside, *parts) == found


def test_places_are_those_of_the_raw_answer() -> None:
    answer = f"Here you are:\n```svg\n{SVG}\n{OTHERS}<!-- Moon --></svg>\n```"
    result = svgguard.check(answer, parts=["moon"])
    [sighting] = result.parts
    assert answer[sighting.start : sighting.end] == "<!-- Moon -->"
    [fault] = [f for f in result.faults if f.code == "P002"]
    assert (fault.start, fault.end) == (sighting.start, sighting.end)


def test_a_result_keeps_its_parts_on_the_way_through_json() -> None:
    result = svgguard.check(f"{SVG}{OTHERS}</svg>", parts=["sea", "moon"])
    assert svgguard.Result.from_dict(result.to_dict()) == result


def test_a_part_that_must_show_words() -> None:
    wanted = [{"name": "button", "text": ["Sign in"]}]
    shown = f"{SVG}<rect width='40' height='20'/><text y='10'>Sign <tspan>in</tspan></text></svg>"
    assert svgguard.check(shown, parts=wanted).parts[0].presence is Presence.FOUND
    assert svgguard.check(f"{SVG}<text>Log in</text></svg>", parts=wanted).parts[0].presence is Presence.MISSING


def test_asking_for_parts_and_a_drawing_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        svgguard.check(SVG, parts=["a"], drawing="pelican-bicycle")


CAT = (
    '<!-- Cat -->\n<g id="cat"><!-- Body --><path id="body" d="M20 50h40v30h-40z"/>'
    '<!-- Tail --><path id="tail" d="M60 70h20v4z"/>{}<!-- Ears --><path id="ears" d="M44 18l5 9h-9z"/></g>\n'
)
HEAD = '<!-- Head --><g id="head"><circle cx="40" cy="40" r="12"/>{}</g>'
CAT_PARTS: list[dict[str, object]] = [
    {"name": "cat"},
    {"name": "body", "of": "cat", "merges": ["cat"]},
    {"name": "tail", "of": "cat"},
    {"name": "head", "of": "cat", "merges": ["body"]},
    {"name": "ear", "of": "head", "merges": ["head"]},
]
NOSE: dict[str, object] = {"name": "nose", "of": "head", "merges": ["head"]}


def cat(head: str, *others: dict[str, object]) -> dict[str, Presence]:
    result = svgguard.check(f"{SVG}\n{OTHERS}{CAT.format(head)}</svg>", parts=[*CAT_PARTS, *others])
    return {sighting.part: sighting.presence for sighting in result.parts}


def test_what_need_not_be_drawn_apart_is_merged_with_what_may_hold_it() -> None:
    assert cat("")["head"] is Presence.MERGED
    assert cat(HEAD.format('<circle cx="40" cy="42" r="2"/>'), NOSE)["nose"] is Presence.MERGED


def test_in_a_circle_nothing_else_is_drawn() -> None:
    assert cat(HEAD.format(""), NOSE)["nose"] is Presence.MISSING


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("Moon glow", "moon"),
        ("Wing flap", "wing"),
        ("Small chain hint", "chain"),
        ("Handlebar stem", "handlebar"),
        ("Cupcake wrapper", "cupcake"),
        ("Helmet details", "helmet"),
        ("Tail ribbons (below the kite)", "kite tail"),
        ("Feet on pedals", "pedal"),
    ],
)
def test_a_part_of_which_a_label_has_a_word_is_not_missing(label: str, part: str) -> None:
    found = presence(f"{OTHERS}<!-- {label} -->\n{DISC}", part, "sea", "boat", "sail")
    assert found[0] in (Presence.UNKNOWN, Presence.FOUND)


@pytest.mark.parametrize("verb", ["Pedaling", "Seating", "Chaining"])
def test_what_somebody_does_names_nothing(verb: str) -> None:
    part = {"Pedaling": "pedal", "Seating": "seat"}.get(verb, "chain")
    assert presence(f"{OTHERS}<!-- Leg ({verb}) -->\n{DISC}", part, "leg") == [Presence.MISSING, Presence.FOUND]


@pytest.mark.parametrize(
    "shapes",
    [
        '<ellipse cx="40" cy="40" rx="20" ry="12" fill="white"/><path d="M60 40l9 3l-9 3z" fill="orange"/>',
        '<ellipse cx="40" cy="40" rx="20" ry="12" fill="white"/><circle cx="50" cy="38" r="2"/>',
        '<rect x="20" y="30" width="40" height="20" fill="red"/><path d="M20 30h40" stroke="gold"/>',
    ],
)
def test_a_shape_that_no_label_accounts_for_may_be_a_detail(shapes: str) -> None:
    inside = f"{OTHERS}<!-- Pelican body -->\n{shapes}"
    assert presence(inside, "beak", "body", "sea") == [Presence.UNKNOWN, Presence.FOUND, Presence.FOUND]
    assert presence(inside, "zebra", "body", "sea") == [Presence.MISSING, Presence.FOUND, Presence.FOUND]


def test_one_part_asked_for_is_judged_as_it_is_among_others() -> None:
    assert presence(OTHERS, "zebra") == [Presence.MISSING]
    assert presence(f"{DISC}\n{OTHERS}", "zebra") == [Presence.UNKNOWN]
    assert presence(f"{DISC}\n{OTHERS}", "zebra", "sea", "boat", "sail")[0] is Presence.UNKNOWN


@pytest.mark.parametrize(
    "following",
    ["Chain stay", "Top tube", "Main triangle", "Chainstay and seatstay", "Cadre arrière"],
)
def test_a_heading_over_details_in_other_words_is_no_empty_part(following: str) -> None:
    inside = f'{OTHERS}<!-- Bicycle frame -->\n<!-- {following} -->\n<path d="M10 10L40 40" stroke="red"/>'
    assert presence(inside, "frame", "sea", "boat")[0] in (Presence.UNKNOWN, Presence.FOUND)


def test_a_comment_before_the_group_of_its_whole_is_no_empty_part() -> None:
    wanted: list[object] = ["sea", {"name": "bicycle"}, {"name": "frame", "of": "bicycle"}]
    svg = f'{SVG}\n{OTHERS}<!-- Bicycle frame group -->\n<g id="bike"><path d="M10 10L40 40" stroke="red"/></g></svg>'
    assert svgguard.check(svg, parts=wanted).parts[2].presence is Presence.UNKNOWN  # type: ignore[arg-type]


def test_what_a_comment_at_the_end_of_a_line_says_does_not_end_what_the_one_above_names() -> None:
    eye, shine = '<circle cx="{}" cy="40" r="5"/>', '<circle cx="{}" cy="38" r="1" fill="white"/> <!-- highlight -->'
    inside = "\n".join(["<!-- Eyes -->", eye.format(20), shine.format(21), eye.format(60), shine.format(61), ""])
    assert presence(OTHERS + inside, "two eyes") == [Presence.FOUND]


def test_the_legs_of_a_robot_are_not_those_of_a_dog() -> None:
    leg = '<rect x="{}" y="40" width="3" height="20"/>'
    robot = f'<g id="robot"><!-- Left leg -->{leg.format(10)}\n<!-- Right leg -->{leg.format(20)}</g>'
    dog = f'<g id="dog"><!-- Legs -->{"".join(leg.format(x) for x in (50, 60, 70))}</g>'
    found = presence(robot + dog, "robot", "two robot legs", "dog", "four dog legs")
    assert found == [Presence.FOUND, Presence.FOUND, Presence.FOUND, Presence.FEW]


def test_a_gradient_paints_and_does_not_draw() -> None:
    inside = f'<defs><linearGradient id="beak-gradient"/></defs>{OTHERS}'
    inside += '<!-- Body -->\n<path d="M10 10h9v9z" fill="url(#beak-gradient)"/>'
    assert presence(inside, "beak", "body", "sea")[0] is Presence.UNKNOWN


def test_a_whole_is_there_when_most_of_its_parts_are() -> None:
    wanted = [{"name": "otter"}, *({"name": n, "of": "otter"} for n in ("head", "tail", "paw", "ear"))]
    some = f"<!-- Head -->\n{DISC}\n<!-- Tail -->\n{DISC}\n"
    for inside, found in ((some, Presence.FOUND), (f"<!-- Tail -->\n{DISC}", Presence.MISSING)):
        result = svgguard.check(f"{SVG}\n{OTHERS}{inside}</svg>", parts=wanted)
        assert result.parts[0].presence is found


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("Valley hills", "valley"),
        ("Coral formation detail", "coral formation"),
        ("Snout", "nose"),
        ("Background", "sky"),
        ("Vineyard", "vine"),
    ],
)
def test_a_label_of_something_like_a_part_leaves_it_open_and_is_looked_at(label: str, part: str) -> None:
    inside = f"{OTHERS}<!-- {label} -->\n"
    assert presence(inside + DISC, part) == [Presence.UNKNOWN]
    assert presence(inside + DISC.replace("/>", ' opacity="0"/>'), part) == [Presence.INVISIBLE]


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("Throwing arm (a long stone to the side)", "stone"),
        ("Siphonophores outside hull", "hull"),
        ("Boat shadow elongated to the right", "kayak"),
        ("Exhaust", "smoke"),
    ],
)
def test_what_a_label_says_beside_the_name_is_not_named(label: str, part: str) -> None:
    [found] = presence(f"{OTHERS}<!-- {label} -->\n{DISC}", part)
    assert found in (Presence.MISSING, Presence.UNKNOWN)


@pytest.mark.parametrize("name", ["सूरज", "बादल", "太陽", "ดวงอาทิตย์"])
def test_names_in_any_script(name: str) -> None:
    assert presence(f"{OTHERS}<!-- {name} -->\n{DISC}", name) == [Presence.FOUND]


def test_a_vowel_sign_tells_words_apart() -> None:
    assert presence(f"{OTHERS}<!-- कल -->\n{DISC}", "काल") == [Presence.MISSING]


def test_a_comment_that_goes_on_about_the_one_before_it_is_no_name() -> None:
    inside = f"{OTHERS}<!-- Flag -->\n<!-- Positioned beside the moon -->\n{DISC}"
    assert presence(inside, "flag", "moon", "sea", "boat") == [
        Presence.FOUND,
        Presence.MISSING,
        *[Presence.FOUND] * 2,
    ]


def test_the_first_of_a_list_may_be_what_its_details_make_up() -> None:
    inside = f"{OTHERS}<!-- Head -->\n{DISC}\n<!-- Ears -->\n{DISC}"
    assert presence(inside, "panda", "head", "ear") == [Presence.UNKNOWN, *[Presence.FOUND] * 2]
    assert presence(inside, "head", "ear", "panda")[2] is Presence.MISSING


def test_words_in_the_picture_tell_no_part_where_the_others_have_names() -> None:
    words = "".join(f"<text>{word}</text>" for word in ("Boat", "Sail", "Mast"))
    inside = f'{OTHERS}<g id="legend">{words}</g>'
    assert presence(inside, "boat", "sail", "mast", "sea") == [
        Presence.FOUND,
        Presence.FOUND,
        Presence.MISSING,
        Presence.FOUND,
    ]


WALLS = f"<!-- Walls -->\n{DISC}\n<!-- Roof -->\n{DISC}\n<!-- Door -->\n{DISC}"


def test_the_main_piece_of_a_thing_may_be_the_thing() -> None:
    assert presence(WALLS, "house", "roof", "door") == [Presence.UNKNOWN, Presence.FOUND, Presence.FOUND]
    assert presence(WALLS, "roof", "house", "door")[1] is Presence.MISSING


def test_labels_in_words_that_are_not_known_leave_parts_open() -> None:
    labels = "".join(f"<!-- {name} -->\n{DISC}\n" for name in ("Mặt trời", "Mây", "Núi", "Biển"))
    assert presence(labels, "sun", "cloud", "mountain") == [Presence.UNKNOWN] * 3


@pytest.mark.parametrize(("label", "part"), [("Mars", "Earth"), ("Oak", "pine")])
def test_of_two_kinds_of_a_thing_neither_is_the_other(label: str, part: str) -> None:
    assert presence(f"{OTHERS}<!-- {label} -->\n{DISC}", part) == [Presence.MISSING]


@pytest.mark.parametrize(
    ("inside", "part"),
    [
        ('<!-- Frame -->\n<path d="M10 60L30 30L60 60Z"/>\n', "fork"),
        ('<!-- Beak -->\n<path d="M50 20L70 26L50 32Z"/>\n', "pouch"),
        ('<!-- Left leg -->\n<path d="M40 60V80h8"/>\n', "foot"),
        ('<!-- Arm -->\n<path d="M40 60V80h8"/>\n', "hand"),
        ('<!-- Goose -->\n<path d="M40 60V80h8z" fill="tan"/><circle cx="44" cy="58" r="2"/>\n', "eye"),
        ('<!-- Scooter -->\n<path d="M20 60V80h8z" fill="red"/><circle cx="24" cy="84" r="5"/>\n', "wheel"),
        ('<!-- Ears -->\n<circle cx="40" cy="9" r="5"/>\n<!-- Head -->\n<circle cx="50" cy="20" r="15"/>\n'
         '<!-- Nose -->\n<circle cx="50" cy="22" r="2"/>\n', "lynx"),
    ],
)  # fmt: skip
def test_what_may_be_drawn_with_something_that_was_not_asked_for_is_open(inside: str, part: str) -> None:
    assert presence(inside, part) == [Presence.UNKNOWN]


@pytest.mark.parametrize("part", ["saddle", "pedal", "zebra"])
def test_of_what_is_not_drawn_with_a_frame_one_part_is_missing_alone(part: str) -> None:
    frame = '<!-- Bicycle frame -->\n<path d="M10 60L30 30L60 60Z"/>\n'
    assert presence(OTHERS + frame, part) == [Presence.MISSING]


SHEEP = (
    '<path d="M0 60H100V99H0Z" fill="green"/>\n<!-- Meadow -->\n\n'
    '<ellipse cx="50" cy="50" rx="15" ry="9" fill="ivory"/>\n<!-- Sheep body -->\n\n'
    '<circle cx="34" cy="44" r="6"/>\n<!-- Sheep head -->\n\n'
    '<path d="M45 58V70M55 58V70" stroke="black"/>\n<!-- Legs -->\n'
)


def test_comments_that_all_stand_below_shapes_name_what_is_above_them() -> None:
    assert presence(SHEEP, "meadow", "head", "2 legs", "fence") == [Presence.FOUND] * 3 + [Presence.MISSING]
    assert presence(SHEEP.replace("-->\n\n", "-->\n"), "2 legs") == [Presence.EMPTY]


@pytest.mark.parametrize(
    ("inside", "part", "found"),
    [
        (f'<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="Tap">{DISC}</g>', "tap", Presence.FOUND),
        (f'<g id="eyeL">{DISC}</g><circle id="eyeR" cx="60" cy="30" r="9"/>', "2 eyes", Presence.FOUND),
        (f"<!-- Mainsail -->\n{DISC}", "2 sails", Presence.UNKNOWN),
        (f"<!-- Großsegel -->\n{DISC}", "sail", Presence.UNKNOWN),
        (f"<!-- Bars -->\n{DISC}", "handlebar", Presence.UNKNOWN),
        (f"<!-- Cranks -->\n{DISC}", "pedal", Presence.UNKNOWN),
        (f"<!-- Waves -->\n{DISC}", "sea", Presence.UNKNOWN),
        (f"<!-- Tree -->\n{DISC}<!-- Drawing -->\n{DISC}", "wing", Presence.MISSING),
        (f'<!-- Hind legs -->\n{DISC}\n<!-- Forelegs -->\n<path d="M50 50v9M60 50v9"/>', "4 legs", Presence.UNKNOWN),
    ],
)
def test_names_as_editors_and_other_hands_write_them(inside: str, part: str, found: Presence) -> None:
    assert presence(f"<!-- Sky -->\n<rect width='100' height='9'/>\n{inside}", part) == [found]


def test_a_thing_is_there_as_often_as_it_is_used() -> None:
    moth = '<defs><g id="moth"><path d="M0 0l9 9V0z"/><path d="M0 0l-9 9V0z"/></g></defs>'
    uses = '<use href="#moth" x="20" y="20"/><use href="#moth" x="70" y="20"/>'
    assert presence(OTHERS + moth + uses, "2 moths") == [Presence.FOUND]
    assert presence(OTHERS + moth + uses, "3 moths") == [Presence.FEW]
