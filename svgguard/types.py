"""The words of the project as data: severities, grades, edits, faults, policy. Everything else builds on these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Severity(StrEnum):
    """How much a fault hurts the picture."""

    FATAL = "fatal"
    """Not well-formed, or no document at all: nothing renders."""
    ERROR = "error"
    """A viewer drops or misdraws something."""
    WARNING = "warning"
    """It draws, but probably not as meant."""
    INFO = "info"
    """Worth knowing; the picture is not touched."""

    def reaches(self, threshold: Severity) -> bool:
        """True if this hurts as much as `threshold`, or more."""
        worst_first = list(Severity)
        return worst_first.index(self) <= worst_first.index(threshold)


class Safety(StrEnum):
    """How far a repair may be trusted."""

    SAFE = "safe"
    """Keeps everything a recovering viewer would draw, or the intent is certain."""
    UNSAFE = "unsafe"
    """A guess, or something is lost."""
    MANUAL = "manual"
    """Only the model or a person can repair it."""


class Blame(StrEnum):
    """Whose fault it is; what the server or the budget broke never counts against the model."""

    MODEL = "model"
    SERVER = "server"
    BUDGET = "budget"
    PROMPT = "prompt"
    """What the question said, copied into the answer."""
    RENDERER = "renderer"
    SVGGUARD = "svgguard"
    """A rule that crashed."""


class Status(StrEnum):
    """What became of a reply."""

    CLEAN = "clean"
    """No fault; the document is the reply, byte for byte."""
    REPAIRED = "repaired"
    """Drawable, and every fault that could be repaired was."""
    FAULTY = "faulty"
    """Drawable, but faults remain."""
    REJECTED = "rejected"
    """No drawable document."""


class Sanitise(StrEnum):
    """What a document that comes from a stranger may keep; `svgguard/data/policies.toml` holds the lists."""

    STRICT = "strict"
    """SVG's own elements, attributes and properties; nothing that moves, links, runs or is fetched."""
    WEB = "web"
    """What `strict` keeps, and animations of harmless attributes, and fonts within the file."""
    TRUSTED = "trusted"
    """Everything: what runs or fetches is reported, as without a policy."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters ``start`` to ``end`` (offsets into the text it was made for) by ``replacement``."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Edits that together remove one fault: all of them are applied, or none."""

    edits: tuple[Edit, ...]
    safety: Safety
    message: str = ""
    """What the repair does, and for a guess why it was the best reading."""


LAST_RANK = 1 << 30
"""The rank of insertions that come after all that the reading of the tags makes at their place."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule reports: a span of the text it was given, a message, perhaps a repair."""

    start: int
    end: int
    message: str
    repair: Repair | None = None
    blame: Blame | None = None
    """Overrides the rule's own blame where the circumstances decide (a token limit, a cut stream)."""
    rank: int = 0
    """Orders insertions that several repairs make at one place."""
    severity: Severity | None = None
    """Overrides the rule's own severity where it depends on what is at stake."""
    ordered: bool = False
    """True if `Policy.sanitise` orders its repair, which is then made whatever `Policy.apply` says."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One occurrence of a rule in a reply."""

    code: str
    name: str
    severity: Severity
    blame: Blame
    safety: Safety
    """The grade of its repair; ``manual`` when there is none."""
    start: int
    """Offset of its first character in the raw reply."""
    end: int
    line: int
    """1-based line in the raw reply."""
    column: int
    """1-based column, in characters."""
    message: str
    repair: str = ""
    """What its repair does, in words; empty when there is none."""
    applied: bool = False
    """True if that repair is part of the result."""
    edits: tuple[Edit, ...] = ()
    """That repair as edits of the raw reply; where it waited for others, its places are those nearest there."""

    @property
    def on_request(self) -> bool:
        """True if its repair changes what a picture shows, and so is made only where its code is selected."""
        return self.code.startswith("D")

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.code} {self.name}: {self.message}"

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON."""
        plain = {k: str(v) if isinstance(v, StrEnum) else v for k, v in asdict(self).items()}
        return plain | {"edits": [asdict(edit) for edit in self.edits]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Fault:
        """The inverse of `to_dict`."""
        kinds: dict[str, type[StrEnum]] = {"severity": Severity, "blame": Blame, "safety": Safety}
        values: dict[str, Any] = {k: kinds[k](v) if k in kinds else v for k, v in data.items()}
        return cls(**values | {"edits": tuple(Edit(**edit) for edit in data.get("edits", ()))})


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be before it is refused unread: each stands for two seconds and 300 MB, or less.

    ``benchmarks/limits.py`` measures what chose them; ``docs/limits.md`` has the table.
    """

    characters: int = 2_000_000
    """Of a well-formed text, what it embeds apart."""
    embedded: int = 10_000_000
    """Characters of images and fonts in base64, which cost little."""
    broken: int = 200_000
    """Characters of a text that is not well-formed, whatever stands around it, and of all values in a well-formed one
    that their grammar rejects. An answer of 8192 tokens has some 30,000."""
    markup: int = 8_000
    """Tags and references of a text that is not well-formed, counted by ``<`` and ``&``. An answer of 8192 tokens has
    some 2,000."""
    elements: int = 40_000
    attributes: int = 1_000
    """Of one element."""
    value: int = 100_000
    """Characters of a value that its grammar rejects; of a longer one it is not found out what was meant."""
    faults: int = 5_000
    """Of a well-formed text; with more, none is repaired."""
    depth: int = 200
    """Nested elements; resvg's parser overflows its stack at about 300."""

    @property
    def largest(self) -> int:
        """The most characters that any document can have."""
        return self.characters + self.embedded


@dataclass(frozen=True, slots=True)
class Policy:
    """What to look for, how far to go, what the limits are."""

    apply: Safety | None = Safety.UNSAFE
    """The boldest grade of repair applied: ``unsafe`` (both), ``safe``, or None for none."""
    select: frozenset[str] = frozenset()
    """Code prefixes to look for, such as ``X`` or ``X001``; empty for all, as is the empty prefix among them."""
    ignore: frozenset[str] = frozenset()
    """Code prefixes left alone; wins over `select`."""
    passes: int = 5
    draw: bool = True
    """True if it is looked at whether the document shows anything; it is drawn where geometry does not tell."""
    limits: Limits = field(default_factory=Limits)
    severities: Mapping[str, Severity] = field(default_factory=dict, hash=False)
    """Severities by code prefix in place of the rules' own; of several prefixes the longest decides."""
    exemptions: bool = False
    """True if comments such as ``<!-- svgguard: ignore V063 -->`` are heeded; what a model writes excuses nothing."""
    renderer: str | None = None
    """The only engine to draw with; None for the first that can."""
    sanitise: Sanitise | str | None = None
    """What a document from a stranger may keep: ``strict``, ``web`` or, as None, ``trusted``, which is everything."""
    links: bool = False
    """True if `sanitise` leaves links to https and mailto addresses."""

    def __post_init__(self) -> None:
        if self.sanitise is not None:
            object.__setattr__(self, "sanitise", sanitise(self.sanitise))

    @property
    def sanitises(self) -> bool:
        """True if something may have to be taken out of a document."""
        return self.sanitise in (Sanitise.STRICT, Sanitise.WEB)

    @classmethod
    def from_config(cls, path: str | Path | None = None) -> Policy:
        """The policy that the nearest ``svgguard.toml`` or ``[tool.svgguard]`` in a ``pyproject.toml`` asks for.

        It is looked for in the folder `path`, or in that of the file `path`, and in every folder above; None means
        the current folder. `path` may be the configuration itself. Where there is none, the policy is the default.
        Raises `svgguard.ConfigurationError` for one that cannot be read or makes no sense.
        """
        from svgguard.configuration import policy_at

        return policy_at(path)

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON."""
        return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(self).items()}

    def wants(self, code: str) -> bool:
        """True if faults of this code are looked for."""
        selected = not self.select or code.startswith(tuple(self.select))
        return selected and not (self.ignore and code.startswith(tuple(self.ignore)))

    def severity(self, code: str, own: Severity) -> Severity:
        """How much faults of this code count, when their rule says `own`."""
        told = [prefix for prefix in self.severities if code.startswith(prefix)]
        return self.severities[max(told, key=len)] if told else own

    def names(self, code: str) -> bool:
        """True if faults of this code are asked for by their code or family, and not only since all are."""
        return self.wants(code) and any(prefix and code.startswith(prefix) for prefix in self.select)

    def applies(self, safety: Safety) -> bool:
        """True if repairs of this grade are applied."""
        return self.apply is not None and (safety is Safety.SAFE or (safety is self.apply is Safety.UNSAFE))


def sanitise(name: str) -> Sanitise:
    """The sanitising policy of that name; raises ValueError for another."""
    if name not in set(Sanitise):
        raise ValueError(f"sanitise is {name!r}; give one of {', '.join(Sanitise)}")
    return Sanitise(name)


class SvgguardError(Exception):
    """The base of every exception svgguard raises on purpose."""
