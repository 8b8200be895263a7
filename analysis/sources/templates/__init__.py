"""Templates: workbooks in which a region hands in its own tables, explained in Indonesian and English.

``template_files(package, regions)`` makes all of them for the data folder; ``write_template(table, folder)``
writes one out, for a region when it is named.
"""

from analysis.sources.templates.handing_out import template_files, write_template
from analysis.sources.templates.workbook import template_workbook

__all__ = ["template_files", "template_workbook", "write_template"]
