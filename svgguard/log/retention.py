"""What is not to be kept for ever: attempts are removed, or only what they say is, so that the rates stay."""

from __future__ import annotations

from enum import StrEnum

from svgguard.log.selection import Selection
from svgguard.log.store import Log


class Pruned(StrEnum):
    """What is removed of the attempts that are meant."""

    ATTEMPTS = "attempts"
    """All: they count in no rate any more."""
    ANSWERS = "answers"
    """Answers, thoughts, documents, edits and pictures; the figures and the prompts stay."""
    TEXTS = "texts"
    """Those, and prompts, messages of faults and long parameters: nothing that anybody wrote is left."""


def prune(log: Log, where: Selection, what: Pruned) -> int:
    """Remove `what` of the attempts meant, in one transaction; how many attempts it was. Raises `LogError`.

    A prompt that other attempts share stays for them.
    """
    from sqlalchemy import exists, select

    from svgguard.log.schema import artefacts, attempts, faults, runs, texts

    source = attempts.join(runs, attempts.c.run == runs.c.id).outerjoin(texts, attempts.c.prompt == texts.c.hash)
    with log.changing() as connection:
        query = where.applied(select(attempts.c.id).select_from(source))
        # Fetched first: what is meant must not change while it is removed.
        meant = [row.id for row in connection.execute(query)]
        for chunk in (meant[at : at + 500] for at in range(0, len(meant), 500)):
            connection.execute(artefacts.delete().where(artefacts.c.attempt.in_(chunk)))
            if what is Pruned.ATTEMPTS:
                connection.execute(faults.delete().where(faults.c.attempt.in_(chunk)))
                connection.execute(attempts.delete().where(attempts.c.id.in_(chunk)))
            elif what is Pruned.TEXTS:
                prompts = select(attempts.c.prompt).where(attempts.c.id.in_(chunk))
                connection.execute(faults.update().where(faults.c.attempt.in_(chunk)).values(message=""))
                connection.execute(texts.update().where(texts.c.hash.in_(prompts)).values(text=None))
                connection.execute(attempts.update().where(attempts.c.id.in_(chunk)).values(parameters={}, why=""))
        if what is not Pruned.ANSWERS:
            used = exists().where(attempts.c.prompt == texts.c.hash)
            connection.execute(texts.delete().where(~used))
        if what is Pruned.ATTEMPTS:
            connection.execute(runs.delete().where(~exists().where(attempts.c.run == runs.c.id)))
    log.compact()
    return len(meant)
