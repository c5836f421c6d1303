"""Where does a snapshot lie so that Athena, Spark or DuckDB query it without opening it here?

A folder of Parquet, partitioned by account and Region; `layout` draws it. `--source` reads it back.
"""

from vpce_tui.snapshot.parquet.layout import is_parquet_folder
from vpce_tui.snapshot.parquet.reader import ParquetReader, read_folder
from vpce_tui.snapshot.parquet.writer import ParquetWriter

__all__ = ["ParquetReader", "ParquetWriter", "is_parquet_folder", "read_folder"]
