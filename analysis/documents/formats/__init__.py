"""Formats: what a PDF, DOCX, XLSX, HTML or text file gives, page by page."""
