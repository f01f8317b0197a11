"""Data: tables from files and from memory, their encoding as numbers, and samples to try things on."""

from chainrule.data.blocks import table_blocks
from chainrule.data.encoding import ColumnReport, Encoding
from chainrule.data.files import (
    read_row,
    read_table,
    require_format,
    with_columns,
    write_blocks,
    write_rows,
    write_table,
)
from chainrule.data.fitting import fit_encoding
from chainrule.data.frames import Frame, read_frame
from chainrule.data.samples import SAMPLES, Sample, load_sample
from chainrule.data.split import split_parts, split_rows
from chainrule.data.table import NoRowError, Table
from chainrule.data.target import Target, Task, read_target

__all__ = [
    "SAMPLES",
    "ColumnReport",
    "Encoding",
    "Frame",
    "NoRowError",
    "Sample",
    "Table",
    "Target",
    "Task",
    "fit_encoding",
    "load_sample",
    "read_frame",
    "read_row",
    "read_table",
    "read_target",
    "require_format",
    "split_parts",
    "split_rows",
    "table_blocks",
    "with_columns",
    "write_blocks",
    "write_rows",
    "write_table",
]
