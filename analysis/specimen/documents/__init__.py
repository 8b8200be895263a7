"""The specimen's planning and budget documents, written from one world, with the truth of what they say."""

from analysis.specimen.documents.making import (
    Made,
    control_ids,
    document_ids,
    make_controls,
    make_documents,
    unseen_ids,
)

__all__ = ["Made", "control_ids", "document_ids", "make_controls", "make_documents", "unseen_ids"]
