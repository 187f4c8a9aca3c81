"""The register as one Excel workbook, written and read by the same description of its columns."""
