"""The pytest plugin: every case of a regression corpus is a test, and what people's own tests of SVG need.

Loaded in every pytest session of every project in which svgguard is installed, so it costs next to nothing until a
case is collected or a fixture is used: only then is anything else imported, from `svgguard.testing`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from svgguard.result import Result
    from svgguard.testing import Replay
    from svgguard.testing.corpus import Case
    from svgguard.testing.loopback import LoopbackServer

_SETTINGS = ".toml"
_REPLIES = (".reply.txt", ".reply.json", ".sse")
_REPLAY = "svgguard_replay"
_CORPUS = "svgguard_corpus"
_NO = ("", "0", "false", "no")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("svgguard")
    group.addoption(
        "--svgguard",
        action="store_true",
        help="Run the cases of svgguard corpora alone: of the paths given or of testpaths, collect nothing else.",
    )
    group.addoption(
        "--svgguard-update",
        action="store_true",
        help="Make what svgguard does now what its cases expect, and say what changed; refused where CI is set.",
    )
    group.addoption(
        "--svgguard-renderer",
        metavar="NAME",
        help="Draw with this engine alone where pictures are compared: resvg or cairosvg.",
    )
    parser.addini(
        _CORPUS,
        "Folder with the cases that the svgguard fixtures replay; else those that ship.",
        default="corpus",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker; refuse options that make no sense here."""
    config.addinivalue_line(
        "markers",
        f"{_REPLAY}(*cases, corpus=None): let every OpenAI client, and svgguard.generate, get the recorded answers of "
        "these cases in turn in place of an endpoint's.",
    )
    if config.getoption("svgguard_update") and os.environ.get("CI", "").lower() not in _NO:
        raise pytest.UsageError("--svgguard-update is refused where CI is set; run it at home and look at the changes")
    if (renderer := config.getoption("svgguard_renderer")) is not None:
        from svgguard.rendering import ENGINES

        problem = ENGINES[renderer].problem() if renderer in ENGINES else f"there are {' and '.join(ENGINES)}"
        if problem is not None:
            raise pytest.UsageError(f"--svgguard-renderer {renderer}: {getattr(problem, 'reason', problem)}")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Under ``--svgguard``, ignore every file that is no case, nor the beginning of one."""
    if not config.getoption("svgguard") or not collection_path.is_file():
        return None
    return None if _is_case(collection_path) or collection_path.name.endswith(_REPLIES) else True


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a case, and an answer that has everything of a case but what must become of it."""
    if _is_case(file_path):
        from svgguard.testing.items import CaseFile

        return CaseFile.from_parent(parent, path=file_path)
    if file_path.name.endswith(_REPLIES) and _is_stray(file_path, parent.config):
        from svgguard.testing.items import StrayFile

        return StrayFile.from_parent(parent, path=file_path)
    return None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give a marked test the fixture that does what the marker says."""
    if item.get_closest_marker(_REPLAY) is not None and _REPLAY not in (names := getattr(item, "fixturenames", [])):
        names.insert(0, _REPLAY)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which expectations were rewritten, by this process or by its workers."""
    if not terminalreporter.config.getoption("svgguard_update"):
        return
    from svgguard.testing.items import UPDATED

    reports = terminalreporter.getreports("passed")
    changes = [str(value) for report in reports for name, value in report.user_properties if name == UPDATED]
    terminalreporter.section("svgguard: expectations rewritten")
    for change in changes:
        terminalreporter.line(change)
    terminalreporter.line(f"{len(changes)} rewritten; look at the changes before you keep them")


@pytest.fixture
def svgguard_check(request: pytest.FixtureRequest) -> Callable[..., Result]:
    """`svgguard.testing.assert_svg`, with pictures of what is wrong in a folder of this test's own.

    What the test does not say is as the configuration nearest to it says: the policy, and which faults count.
    """
    from svgguard.configuration import nearest
    from svgguard.testing import assert_svg
    from svgguard.testing.failures import FailureFolder

    told = nearest(request.path)
    evidence = FailureFolder(request.config.rootpath, request.node.nodeid)
    evidence.clear()
    return partial(
        assert_svg,
        policy=told.policy(request.path),
        fail_on=told.settings.threshold,
        renderer=request.config.getoption("svgguard_renderer") or told.settings.renderer,
        evidence=evidence,
    )


@pytest.fixture(scope="session")
def svgguard_corpus(request: pytest.FixtureRequest) -> list[Case]:
    """The cases of the corpus that the ini option ``svgguard_corpus`` names, or those that ship."""
    folder = request.config.rootpath / request.config.getini(_CORPUS)
    return _loaded(folder if folder.is_dir() else None)


@pytest.fixture
def svgguard_endpoint(svgguard_corpus: list[Case], monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """An OpenAI-compatible endpoint on this machine that gives the answers of the corpus, over real HTTP.

    What a test asks of it is not recorded, whatever ``SVGGUARD_LOG`` says: it would count as some model's failures.
    """
    from svgguard.testing.loopback import LoopbackServer

    monkeypatch.setenv("SVGGUARD_LOG", "off")
    with LoopbackServer(svgguard_corpus) as server:
        yield server


@pytest.fixture
def svgguard_replay(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """What the marker of this name does; `requests` are the bodies of what was asked."""
    from svgguard.testing import Replay
    from svgguard.testing.corpus import CorpusError, find

    if (marker := request.node.get_closest_marker(_REPLAY)) is None or not marker.args:
        pytest.fail(f"name the cases to replay: @pytest.mark.{_REPLAY}('model/case')", pytrace=False)
    corpus = marker.kwargs.get("corpus")
    cases = request.getfixturevalue("svgguard_corpus") if corpus is None else _loaded(request.config.rootpath / corpus)
    try:
        replay = Replay([find(cases, name) for name in marker.args])
    except CorpusError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    replay.install(monkeypatch)
    return replay


def _loaded(folder: Path | None) -> list[Case]:
    """The cases of a corpus; where it cannot be read, the test fails with the reason and without our traceback."""
    from svgguard.testing.corpus import CorpusError, load

    try:
        return load(folder)
    except CorpusError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _is_case(path: Path) -> bool:
    if path.suffix != _SETTINGS:
        return False
    from svgguard.testing.corpus import is_case

    return is_case(path)


def _is_stray(path: Path, config: pytest.Config) -> bool:
    """True if an answer belongs to no case although it stands among cases, or only cases are asked for."""
    suffix = next(suffix for suffix in _REPLIES if path.name.endswith(suffix))
    if path.with_name(path.name.removesuffix(suffix) + _SETTINGS).is_file():
        return False
    return config.getoption("svgguard") or any(_is_case(other) for other in path.parent.glob(f"*{_SETTINGS}"))
