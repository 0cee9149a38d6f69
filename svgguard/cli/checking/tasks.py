"""What is to be done with each file: the task that its configuration and the command line make."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from svgguard.cli.checking.examine import Task
from svgguard.cli.configured import Configurations
from svgguard.cli.wanted import wanted
from svgguard.configuration import COMMAND_LINE, Configuration, Settings
from svgguard.types import Safety


@dataclass(slots=True)
class Tasks:
    """The tasks of a run, one for each folder."""

    configurations: Configurations
    diff: bool = False
    output: Path | None = None
    backup: bool = False
    exempt: bool = False
    """Write comments that exempt what is found, and repair nothing."""
    cache: Path | None = None
    """The folder with what was found before."""
    _known: dict[Path, Task] = field(default_factory=dict)

    def repairs(self, settings: Settings) -> bool:
        """True if repairs are made, or shown."""
        return not self.exempt and (settings.fix or self.diff or self.output is not None)

    def _baseline(self, told: Configuration) -> Path | None:
        named = told.settings.baseline
        if named is None:
            return None
        # What is named in a configuration stands beside it.
        return Path(named) if told.origins["baseline"] == COMMAND_LINE else told.root / named

    def task(self, file: str) -> Task:
        """What to do with a file; raises as the configuration of its folder does."""
        folder = Path(file).absolute().parent
        if folder not in self._known:
            self._known[folder] = self._made(folder)
        task = self._known[folder]
        told = self.configurations.of(folder)
        if not told.settings.per_file_ignores:
            return task
        return replace(task, policy=replace(told.policy(file), apply=task.policy.apply))

    def _made(self, folder: Path) -> Task:
        told = self.configurations.of(folder)
        settings = told.settings
        repair = self.repairs(settings)
        grade = Safety.UNSAFE if settings.unsafe_fixes else Safety.SAFE
        drawing, parts = settings.drawing, settings.parts
        said_here = {name for name in ("drawing", "parts") if told.origins.get(name) == COMMAND_LINE}
        if drawing is not None and "drawing" not in said_here:
            # A file that is named in a configuration stands beside it.
            drawing = str(told.root / drawing) if (told.root / drawing).is_file() else drawing
        if said_here == {"parts"}:
            drawing = None
        elif said_here == {"drawing"}:
            parts = ()
        return Task(
            policy=replace(told.policy(), apply=grade if repair else None),
            repair=repair,
            write=(repair or self.exempt) and not self.diff,
            output=self.output,
            backup=self.backup,
            parts=wanted(drawing, parts),
            fail_on=settings.threshold,
            baseline=self._baseline(told),
            exempt=self.exempt,
            cache=self.cache,
        )
