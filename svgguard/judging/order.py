"""The order in which questions about one picture are put: what they take for granted first, several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from svgguard.judging.atoms import Atom, QuestionKind
from svgguard.judging.judgement import Verdict


def in_order(atoms: Sequence[Atom], put: Callable[[Atom], Verdict], pool: Executor) -> tuple[Verdict, ...]:
    """The verdict on every question, in order; one whose part above is not there is answered no without being asked.

    `put` asks one question, in a thread of the pool. Where it is not known whether the part above is there, the
    question is asked all the same.
    """
    verdicts: dict[Atom, Verdict] = {}
    there: dict[str, Verdict] = {}
    pending = list(atoms)
    running: dict[Future[Verdict], Atom] = {}
    asked_for = {atom.part for atom in atoms if atom.kind is QuestionKind.EXISTS}

    def settle(atom: Atom, verdict: Verdict) -> None:
        verdicts[atom] = verdict
        if atom.kind is QuestionKind.EXISTS:
            there[atom.part] = verdict

    try:
        while pending or running:
            ready = [a for a in pending if all(n in there for n in a.needs if n in asked_for)]
            for atom in ready:
                pending.remove(atom)
                if gone := next((n for n in atom.needs if n in there and there[n].answer is False), None):
                    because = there[gone].because or gone
                    settle(atom, Verdict(atom.text, atom.part, atom.kind, atom.other, answer=False, because=because))
                else:
                    running[pool.submit(put, atom)] = atom
            if ready and not running:
                continue
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                settle(running.pop(done), done.result())
    finally:
        for future in running:
            future.cancel()
    return tuple(verdicts[atom] for atom in atoms)
