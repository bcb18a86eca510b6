"""Triggers that record every change of every business table, whoever makes it and with whatever.

A table is recorded when it says so: ``info={"audited": True}``. A column that holds a secret says
``info={"secret": True}``: that it changed is recorded, its value is not. Quantities, prices and
percentages stand in the history as people write them, as text: 12.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Connection, LargeBinary, Table, inspect

from central.db.database import METADATA
from central.db.exact import Scaled
from central.discovery import load_tables

_READABLE = """
CREATE OR REPLACE FUNCTION audit_readable(stored jsonb, numbers text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $body$
  SELECT CASE WHEN stored IS NULL OR coalesce(numbers, '') = '' THEN stored ELSE stored || (
    SELECT jsonb_object_agg(
      split_part(each, ':', 1),
      trim_scale((stored ->> split_part(each, ':', 1))::numeric
        * ('1e-' || split_part(each, ':', 2))::numeric)::text)
    FROM unnest(string_to_array(numbers, ',')) AS each) END
$body$
"""
"""``numbers``: names and places of the columns that hold units of a last place."""
_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  was jsonb; now jsonb; named jsonb; secret text; key text;
BEGIN
  IF TG_OP <> 'INSERT' THEN was := audit_readable(to_jsonb(OLD), TG_ARGV[2]); END IF;
  IF TG_OP <> 'DELETE' THEN now := audit_readable(to_jsonb(NEW), TG_ARGV[2]); END IF;
  named := coalesce(now, was);
  SELECT string_agg(named ->> part, '/' ORDER BY place) INTO key
    FROM unnest(string_to_array(TG_ARGV[0], ',')) WITH ORDINALITY AS keys(part, place);
  FOREACH secret IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
    IF was IS NOT NULL AND now IS NOT NULL AND was -> secret IS DISTINCT FROM now -> secret THEN
      now := jsonb_set(now, ARRAY[secret], '"changed"');
    ELSIF now IS NOT NULL THEN
      now := jsonb_set(now, ARRAY[secret], '"kept"');
    END IF;
    IF was IS NOT NULL THEN was := jsonb_set(was, ARRAY[secret], '"kept"'); END IF;
  END LOOP;
  IF was IS NOT DISTINCT FROM now THEN RETURN NULL; END IF;
  INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
    coalesce(nullif(current_setting('lineside.who', true), ''), 'outside: ' || session_user),
    coalesce(current_setting('lineside.why', true), ''),
    TG_TABLE_NAME || ':' || key, lower(TG_OP), was::text, now::text);
  RETURN NULL;
END $body$
"""
_REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'the history is only added to';
END $body$
"""
KEPT = ("audit_changes", "audit_seals")
_ACTIONS = ("INSERT", "UPDATE", "DELETE")


def install(connection: Connection) -> None:
    """Once after every migration; again does no harm. For the tables that there are: an older
    step may stand before later ones.
    """
    present = frozenset(inspect(connection).get_table_names())
    recorded = [table for table in audited() if table.name in present]
    statements = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for statement in statements(recorded):
        connection.exec_driver_sql(statement)


def audited() -> list[Table]:
    """The tables that are recorded, by name."""
    load_tables()
    return [table for table in METADATA.sorted_tables if table.info.get("audited")]


def as_recorded(table: Table, dialect: str) -> tuple[str, str]:
    """SQL of a row ``present`` as the triggers write it: the object's name, and the row as JSON."""
    if dialect == "sqlite":
        named = f"'{table.name}:' || {_key_text(table, 'present')}"
        return named, _as_json(table, "present", "")
    parts = " || '/' || ".join(f"(to_jsonb(present) ->> '{key.name}')" for key in _keys(table))
    row = f"audit_readable(to_jsonb(present), '{_places(table)}')::text"
    return f"'{table.name}:' || {parts}", row


def secrets(table: Table) -> list[str]:
    """Columns of which the history does not hold the value."""
    return _secrets(table)


def _key_text(table: Table, row: str) -> str:
    return " || '/' || ".join(f'{row}."{column.name}"' for column in _keys(table))


def _keys(table: Table) -> list[Column[object]]:
    return list(table.primary_key.columns)


def _secrets(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.info.get("secret")]


def numbers(table: Table) -> list[str]:
    """Columns that older changes wrote with zeros behind the point."""
    return [column.name for column in table.columns if isinstance(column.type, Scaled)]


def _places(table: Table) -> str:
    kinds = ((column.name, column.type) for column in table.columns)
    return ",".join(f"{name}:{it.places}" for name, it in kinds if isinstance(it, Scaled))


def _postgresql(recorded: Sequence[Table]) -> Iterator[str]:
    yield _READABLE
    yield _FUNCTION.replace("%", "%%")
    yield _REFUSE.replace("%", "%%")
    for name in KEPT:
        yield (
            f"CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        )
    for table in recorded:
        keys = ",".join(column.name for column in _keys(table))
        given = f"'{keys}', '{','.join(_secrets(table))}', '{_places(table)}'"
        yield (
            f"CREATE OR REPLACE TRIGGER audit_record AFTER INSERT OR UPDATE OR DELETE "
            f"ON {table.name} FOR EACH ROW "
            f"EXECUTE FUNCTION audit_record({given})"
        )


def _sqlite(recorded: Sequence[Table]) -> Iterator[str]:
    for name in KEPT:
        for action in ("UPDATE", "DELETE"):
            trigger = f"{name}_{action.lower()}"
            yield f"DROP TRIGGER IF EXISTS {trigger}"
            yield (
                f"CREATE TRIGGER {trigger} BEFORE {action} ON {name} "
                "BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END"
            )
    for table in recorded:
        for action in _ACTIONS:
            trigger = f"audit_{table.name}_{action.lower()}"
            yield f"DROP TRIGGER IF EXISTS {trigger}"
            yield _sqlite_trigger(trigger, table, action)


def _sqlite_trigger(trigger: str, table: Table, action: str) -> str:
    row = "OLD" if action == "DELETE" else "NEW"
    key = _key_text(table, row)
    before = "NULL" if action == "INSERT" else _as_json(table, "OLD", "")
    after = "NULL" if action == "DELETE" else _as_json(table, "NEW", action)
    changed = " OR ".join(f'OLD."{c.name}" IS NOT NEW."{c.name}"' for c in table.columns)
    when = f"WHEN {changed} " if action == "UPDATE" else ""
    now_us = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
    return (
        f"CREATE TRIGGER {trigger} AFTER {action} ON {table.name} {when}BEGIN "  # noqa: S608
        "INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES ("
        f"{now_us}, coalesce((SELECT who FROM audit_context), 'outside'), "
        f"coalesce((SELECT why FROM audit_context), ''), '{table.name}:' || {key}, "
        f"'{action.lower()}', {before}, {after}); END"
    )


def _as_json(table: Table, row: str, action: str) -> str:
    pairs = []
    for column in table.columns:
        value = f'{row}."{column.name}"'
        if column.info.get("secret"):
            value = "'kept'"
            if action == "UPDATE":
                same = f'OLD."{column.name}" IS NEW."{column.name}"'
                value = f"CASE WHEN {same} THEN 'kept' ELSE 'changed' END"
        elif isinstance(column.type, LargeBinary):
            value = f"hex({value})"
        elif isinstance(column.type, Scaled):
            value = _readable(value, column.type.places)
        pairs.append(f"'{column.name}', {value}")
    return f"json_object({', '.join(pairs)})"


def _readable(value: str, places: int) -> str:
    """SQL of the number as people write it, as text; NULL of NULL."""
    unit = 10**places
    sign = f"CASE WHEN {value} < 0 THEN '-' ELSE '' END"
    digits = f"printf('%d.%0{places}d', abs({value}) / {unit}, abs({value}) % {unit})"
    return f"CASE WHEN {value} IS NOT NULL THEN {sign} || rtrim(rtrim({digits}, '0'), '.') END"
