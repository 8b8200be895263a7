"""A unit with promises of every state, for the tests of board and list."""

from analysis.exhibits.board import make_board
from analysis.exhibits.language import Language
from analysis.voice.record import promise_record
from tests.voice.promises import events, promises

UNIT = "Puskesmas Selatan"
WORDS = {"P01": "Waktu tunggu terlalu lama", "P02": "Obat sering habis"}
ROWS = (
    {"text": "Loket dibuka pukul 07.30", "due_on": "2014-06-30", "complaint_id": "P01"},
    {"text": "Obat yang habis diumumkan", "due_on": "2014-05-31", "complaint_id": "P02, P77"},
    {"text": "Petugas memakai tanda nama", "due_on": "2014-04-30"},
    {"text": "Tarif ditempel di kasir", "due_on": "2014-03-31"},
    {"text": "Antrean khusus lansia", "due_on": "2014-05-01"},
    {"text": "Menambah dokter gigi", "due_on": "2015-01-31", "kind": "recommendation", "owner": "skpd"},
    {"text": "Papan petunjuk arah", "due_on": "2014-12-31"},
)
HAPPENED = (
    ("J02", "kept", "2014-05-20"), ("J03", "partly_kept", "2014-05-02"), ("J04", "broken", "2014-04-15"),
    ("J05", "withdrawn", "2014-04-15"), ("J07", "due_moved", "2014-05-02", "2015-02-28"),
)  # fmt: skip


def record(*more, **every):
    """The record of the unit, with further rows, and columns that every row has."""
    table = promises(*[{"unit_name": UNIT, **row, **every} for row in (*ROWS, *more)])
    signed = [(name, "signed", "2014-01-10") for name in table["promise_id"]]
    return promise_record(table, events(*signed, *HAPPENED))


def board(*more, language="id", as_of="2014-07-01", **every):
    return make_board(
        record(*more, **every), UNIT, as_of, region="Kabupaten Contoh", language=Language(language),
        complaints=WORDS,
    )  # fmt: skip
