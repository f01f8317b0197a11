"""A Parquet or Arrow file as tables of some thousand rows each, so that it need not fit into memory."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from chainrule.data.arrow_file import arrow_table, opened, read_arrow, sound, unreadable
from chainrule.data.content import Content
from chainrule.data.names import refuse_count
from chainrule.data.sniff import Kind
from chainrule.data.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 16  # rows


def arrow_blocks(content: Content, kind: Kind, unused: Collection[str] = ()) -> Iterator[Table]:
    """The tables that such a file is made of, in its order; one, where it has no more than BLOCK rows."""
    before = 0
    with sound(content), opened(content) as file:
        for batch, schema in _batches(file, kind, unused):
            skipped = unreadable(schema, unused)
            refuse_count(len(schema), content.source)
            table = _table(batch, content.source, {} if before else skipped, before, unused)
            yield replace(table, unread=tuple(name for name in schema.names if name in unused), skipped=skipped)
            before += table.row_count
    if not before:
        yield read_arrow(content, kind, unused=unused)  # which says that there are no rows, or no columns


def _batches(
    file: "pa.NativeFile | BinaryIO", kind: Kind, unused: Collection[str]
) -> "Iterator[tuple[pa.RecordBatch, pa.Schema]]":
    """The batches of a file that have rows, each with the schema of the file."""
    import pyarrow.ipc
    import pyarrow.parquet

    if kind == "parquet":
        with pyarrow.parquet.ParquetFile(file) as parquet:
            schema = parquet.schema_arrow
            left_out = {*unused, *unreadable(schema)}
            names = [name for name in schema.names if name not in left_out]
            made = parquet.iter_batches(BLOCK, columns=names, use_threads=False) if names else iter(())
            yield from ((batch, schema) for batch in made if batch.num_rows)
        return
    with pyarrow.ipc.open_file(file) if kind == "arrow file" else pyarrow.ipc.open_stream(file) as arrow:
        whole = (arrow.get_batch(place) for place in range(arrow.num_record_batches)) if kind == "arrow file" else arrow
        for batch in whole:
            for first in range(0, batch.num_rows, BLOCK):
                yield batch.slice(first, BLOCK), arrow.schema


def _table(
    batch: "pa.RecordBatch", source: str, skipped: dict[str, str], before: int, unused: Collection[str]
) -> Table:
    """The table of a batch, its offsets and texts found sound."""
    import pyarrow as pa

    left_out = {*unused, *unreadable(batch.schema)}
    loaded = pa.Table.from_batches([batch])
    loaded = loaded.select([place for place, name in enumerate(loaded.column_names) if name not in left_out])
    loaded.validate(full=True)
    return arrow_table(loaded, source, skipped, before)
