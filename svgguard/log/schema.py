"""The tables of the log, for SQLAlchemy Core. Imported only when a log is written or read.

    runs ◀─ attempts ─▶ texts            one attempt: a request, or a step that asked nothing
              ▲    ▲
          faults  artefacts              what was found in it; the answer and what became of it, compressed

What is asked of every attempt when failures are counted stands in its own row, so that counting reads one table.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

SCHEMA = 3
"""Version of the tables; the log carries it."""

metadata = MetaData()

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""Whole numbers of 64 bits. SQLite keeps a row by its number only where the column is called INTEGER."""

schema_versions = Table(
    "svgguard_schema",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("svgguard", Text, nullable=False),
    Column("time", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("policy", JSON, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("started", Text, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("text", Text),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("run", Text, nullable=False),
    Column("call", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("model", Text),
    Column("served_model", Text),
    Column("quantisation", Text),
    Column("endpoint", Text, nullable=False),
    Column("grammar", Text),
    Column("thinking", Boolean),
    Column("prompt", Text, nullable=False),
    Column("prompt_hash", Text, nullable=False),
    Column("prompt_version", Text, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("status", Text),
    Column("found_grade", Integer),
    Column("left_grade", Integer),
    Column("before_grade", Integer),
    Column("handed_grade", Integer),
    Column("opening", Boolean, nullable=False),
    Column("finish_reason", Text),
    Column("stopped", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("prompt_tokens", Integer),
    Column("completion_tokens", Integer),
    Column("saved_tokens", Integer),
    Column("seconds", Float),
    Column("cost", Float),
    Column("parts_there", Integer),
    Column("parts_missing", Integer),
    Column("parts_unknown", Integer),
    Column("parts_merged", Integer),
    Column("key", Text),
    Index("attempts_call", "call"),
    Index("attempts_key", "key"),
    Index("attempts_run", "run"),
)

faults = Table(
    "faults",
    metadata,
    Column("attempt", _NUMBER, nullable=False),
    Column("number", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("severity", Text, nullable=False),
    Column("blame", Text, nullable=False),
    Column("applied", Boolean, nullable=False),
    Column("line", Integer),
    Column("message", Text, nullable=False),
    PrimaryKeyConstraint("attempt", "number"),
    sqlite_with_rowid=False,
)

artefacts = Table(
    "artefacts",
    metadata,
    Column("attempt", _NUMBER, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("attempt", "kind"),
    sqlite_with_rowid=False,
)

calibrations = Table(
    "calibrations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("data", JSON, nullable=False),
)
