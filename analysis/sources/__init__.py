"""Data in: declared tables, read and checked through one function.

``load_table("national/panel")`` reads a table of the project's data folder; ``load_region_table("6172",
"budget-lines")`` reads what a region has supplied, or gives ``None`` when it has supplied nothing. Known
errors of a source are corrected while a table is loaded, by the ledger ``data/corrections.csv`` alone.
"""

from analysis.sources.outlines import Outlines, load_outlines
from analysis.sources.regional import REGION_TABLES, load_import_record, load_region_table
from analysis.sources.status import SPECIMEN_CODE, status_of_rows
from analysis.sources.tables import Field, Table, data_folder, load_ledger, load_table, table_names

__all__ = [
    "REGION_TABLES",
    "SPECIMEN_CODE",
    "Field",
    "Outlines",
    "Table",
    "data_folder",
    "load_import_record",
    "load_ledger",
    "load_outlines",
    "load_region_table",
    "load_table",
    "status_of_rows",
    "table_names",
]
