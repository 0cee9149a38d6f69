"""The one table of the log, for SQLAlchemy Core. Imported only when a log is written or read.

A column that is added later may be null: a log made before is given it the next time it is written to.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Integer, MetaData, String, Table, Text

metadata = MetaData()

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("version", String(32), nullable=False),
    Column("time", String(32), nullable=False),
    Column("call", String(36), nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("model", String(255)),
    Column("served_model", String(255)),
    Column("endpoint", String(1024), nullable=False),
    Column("prompt", Text, nullable=False),
    Column("prompt_hash", String(64), nullable=False),
    Column("prompt_version", String(255), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("finish_reason", String(64)),
    Column("prompt_tokens", Integer),
    Column("completion_tokens", Integer),
    Column("reply", Text),
    Column("reasoning", Text),
    Column("status", String(16)),
    Column("found", JSON, nullable=False),
    Column("applied", JSON, nullable=False),
    Column("remaining", JSON, nullable=False),
    Column("blame", JSON, nullable=False),
    Column("severity", JSON, nullable=False),
    Column("seconds", Float),
    Column("step", String(16)),
    Column("why", Text),
    Column("stopped", String(16)),
    Column("cost", Float),
    Column("saved_tokens", Integer),
    Column("key", String(64), index=True),
    Column("parts", JSON),
)
