"""What a drawing holds of what was asked for: the words in which `parts` tells the rules and the `Result`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from svgguard.svg.geometry import Box
from svgguard.types import Finding, Severity


class Importance(StrEnum):
    """What a picture loses with a part."""

    ESSENTIAL = "essential"
    """It is of something else."""
    NORMAL = "normal"
    DETAIL = "detail"
    """An ornament."""


SEVERITIES = {
    Importance.ESSENTIAL: Severity.ERROR,
    Importance.NORMAL: Severity.WARNING,
    Importance.DETAIL: Severity.INFO,
}


class Presence(StrEnum):
    """True if a part is there, and if not, why not."""

    FOUND = "found"
    UNKNOWN = "unknown"
    """Nothing tells: a label or a shape may be it, or the drawing is not labelled."""
    MERGED = "merged"
    """It cannot be told apart from another part, with which it may be drawn as one; it counts as unknown."""
    MISSING = "missing"
    """No label has a word of it, and no shape is left that could be it."""
    EMPTY = "empty"
    """A comment or a group names it and holds nothing that draws."""
    FEW = "few"
    """There are fewer than asked for."""
    ELIDED = "elided"
    """The drawing says that it was left out."""
    INVISIBLE = "invisible"
    """It is written and changes no pixel: hidden, transparent, without paint or size."""
    COVERED = "covered"
    """It lies behind something."""
    OUTSIDE = "outside"
    """It lies, or must not lie partly, beyond the canvas."""
    LOOSE = "loose"
    """It does not touch what it is joined to."""


class PartFault(StrEnum):
    """What may be wrong with a part; the value is the name of the rule."""

    MISSING = "missing-part"
    EMPTY = "empty-part"
    FEW = "few-parts"
    ELIDED = "elided-part"
    INVISIBLE = "invisible-part"
    COVERED = "covered-part"
    OUTSIDE = "outside-part"
    LOOSE = "loose-part"


FAULTS = {Presence[fault.name]: fault for fault in PartFault}
"""The fault of each presence that is one."""

THERE = frozenset((Presence.FOUND, Presence.LOOSE))
"""The part itself can be seen."""
OPEN = frozenset((Presence.UNKNOWN, Presence.MERGED))
"""Nothing tells whether the part is there."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One part that was asked for, and what became of it."""

    part: str
    presence: Presence
    message: str = ""
    """What is wrong, or by what it was found."""
    importance: Importance = Importance.NORMAL
    wanted: int = 1
    counted: int | None = None
    """How many there are, where that can be told."""
    start: int = 0
    """Offsets in the raw reply of what names it, or of where it would go."""
    end: int = 0
    box: Box | None = None
    """Where it can be seen, in fractions of the picture's width and height."""

    @property
    def there(self) -> bool:
        """True if it can be seen."""
        return self.presence in THERE

    @property
    def open(self) -> bool:
        """True if nothing tells that it is there or that it is not; it is then in no omission rate."""
        return self.presence in OPEN

    @property
    def faulty(self) -> bool:
        """True if there is a fault to report."""
        return self.presence in FAULTS

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON."""
        values = asdict(self)
        return {k: list(v) if k == "box" and v else str(v) if isinstance(v, StrEnum) else v for k, v in values.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Sighting:
        """The inverse of `to_dict`."""
        values = dict(data)
        values["presence"] = Presence(values["presence"])
        values["importance"] = Importance(values["importance"])
        values["box"] = Box(*values["box"]) if values["box"] else None
        return cls(**values)


class Lister(StrEnum):
    """Who said which parts a picture must show."""

    CALLER = "caller"
    DRAWING = "drawing"
    """A drawing that ships with svgguard, or a file like theirs."""
    MODEL = "model"
    """The model, asked before it drew."""


@dataclass(frozen=True, slots=True)
class PartList:
    """The parts that a picture was to show, and whose list that is."""

    names: tuple[str, ...]
    """Each as it may be asked for again, with its number where it is more than one: "2 wheel"."""
    by: Lister
    drawing: str = ""
    """The name of the drawing."""
    note: str = ""
    """Why the list is empty or shorter than what was said."""

    def __str__(self) -> str:
        whose = f"the drawing {self.drawing}" if self.by is Lister.DRAWING else f"the {self.by}"
        said = f"{', '.join(self.names)} (listed by {whose})" if self.names else f"no parts listed by {whose}"
        return f"{said}: {self.note}" if self.note else said

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON."""
        return asdict(self) | {"names": list(self.names), "by": str(self.by)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PartList:
        """The inverse of `to_dict`."""
        return cls(**{**data, "names": tuple(data["names"]), "by": Lister(data["by"])})


@dataclass(frozen=True, slots=True)
class Trace:
    """Something written that cannot be seen, where nothing tells which of the parts asked for it would be."""

    presence: Presence
    message: str
    start: int
    """Offsets in the document."""
    end: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """What rules of the stage ``parts`` see: every part asked for, in the order asked, and what is left over."""

    sightings: tuple[Sighting, ...]
    traces: tuple[Trace, ...] = ()

    def faults(self) -> Iterator[tuple[PartFault, Finding]]:
        """What is wrong, each part with the severity that its importance calls for, and traces."""
        for s in self.sightings:
            if s.presence in FAULTS:
                yield FAULTS[s.presence], Finding(s.start, s.end, s.message, severity=SEVERITIES[s.importance])
        for t in self.traces:
            severity = SEVERITIES[Importance.NORMAL]
            yield FAULTS[t.presence], Finding(t.start, t.end, t.message, severity=severity)
