"""`Run`: what attempts have in common that were made for one purpose: name, settings, version of svgguard, policy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from svgguard import __version__


@dataclass(frozen=True, slots=True)
class Run:
    """An experiment, or all that was asked without one (no name) by one version under one policy.

    Attempts are of the same run when all of it but the tag is the same: what differs in version, policy or settings is
    never taken for one.
    """

    name: str = ""
    tag: str = ""
    """A word of the user's, which may be changed later."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What was asked of it, in terms of JSON."""
    policy: Mapping[str, Any] = field(default_factory=dict)
    """What the engine looked for and applied."""
    version: str = __version__

    @property
    def id(self) -> str:
        """Thirty-two hexadecimal digits that tell it from others."""
        facts = [self.name, self.settings, self.policy, self.version]
        return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:32]
