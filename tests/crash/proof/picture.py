"""What must be equal: every row of a result and of the ledger, every file, and nothing besides.

Left out are instants, the processes that did the work, and the records of what happened on the way.
Everything that is not named here is compared, also a table or column that is new.
"""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from office import Office

# Table: why it is not compared.
NOT_COMPARED = {
    "run.attempt": "processes",
    "run.incident": "what was mended on the way",
    "run.action": "what was typed",
    "run.outbox": "what is told to the outside, once per change of state",
}
# Column: why it is not compared, beside all instants.
NOT_COMPARED_COLUMNS = {
    "run.run.runner": "a process",
    "run.run.artifact_dir": "differs between scenarios",
    "run.run.graph_text": "has its digest beside it",
    "run.run.reopened": "whether something was done again on the way",
    "run.chunk.worker": "a process",
}

TABLES = """
SELECT n.nspname || '.' || c.relname, a.attname, t.typname
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE n.nspname IN ('run', 'result') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY 1, a.attnum
"""

# Partitions and their indexes are part of the picture: none is left over, none is missing.
RELATIONS = """SELECT c.relname || ' ' || c.relkind::text AS line
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('run', 'result')"""


@dataclass(frozen=True)
class Picture:
    database: str
    tables: dict[str, tuple[str, str]]  # name: rows, digest
    files: dict[str, str]  # name: digest


class Camera:
    """Knows the statements once the tables of a database are known."""

    def __init__(self, office: Office, database: str) -> None:
        self.office = office
        columns: dict[str, list[str]] = {}
        for table, column, kind in office.query(TABLES, database):
            kept = columns.setdefault(str(table), [])
            if kind != "timestamptz" and f"{table}.{column}" not in NOT_COMPARED_COLUMNS:
                kept.append(f'"{column}"')
        self.lines = {
            table: f"SELECT ROW({', '.join(names)})::text AS line FROM {table}"
            for table, names in columns.items() if table not in NOT_COMPARED}
        self.lines["relations"] = RELATIONS

    def take(self, database: str, files: Path) -> Picture:
        parts = [
            f"SELECT '{name}', count(*), md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), ''))"
            f" FROM ({select}) x" for name, select in self.lines.items()]
        rows = self.office.query(" UNION ALL ".join(parts), database)
        return Picture(
            database=database,
            tables={str(name): (str(count), str(digest)) for name, count, digest in rows},
            files={
                str(path.relative_to(files)): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(files.rglob("*")) if not path.is_dir()})

    def rows(self, database: str, table: str) -> list[str]:
        select = f'SELECT line FROM ({self.lines[table]}) x ORDER BY line COLLATE "C"'
        return [str(row[0]) for row in self.office.query(select, database)]

    def difference(self, wanted: Picture, got: Picture, most: int = 12) -> list[str]:
        """Empty where both are equal; else lines that a person can go on from."""
        found: list[str] = []
        for table in wanted.tables:
            if wanted.tables[table] != got.tables[table]:
                lines = difflib.unified_diff(
                    self.rows(wanted.database, table), self.rows(got.database, table), "undisturbed", "now", n=0)
                found.append(f"table {table}:")
                found += [line.rstrip()[:300] for line in lines][:most]
        for name in sorted(wanted.files.keys() | got.files.keys()):
            before, now = wanted.files.get(name, "missing"), got.files.get(name, "missing")
            if before != now:
                found.append(f"file {name}: undisturbed {before[:12]}, now {now[:12]}")
        return found
