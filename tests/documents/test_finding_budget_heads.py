from analysis.documents.finding.heads import column_of
from analysis.documents.finding.tables import read_table
from analysis.documents.page import Cell, PageTable


def test_a_row_that_only_divides_heads_is_one_of_them_and_a_mere_rp_takes_the_scale_of_the_title():
    cells = [
        Cell(0, 0, "Kegiatan", rows=2), Cell(0, 1, "Target", columns=2), Cell(0, 3, "Rp.", columns=2),
        Cell(1, 1, "Sebelum"), Cell(1, 2, "Sesudah"), Cell(1, 3, "Sebelum"), Cell(1, 4, "Sesudah"),
        Cell(2, 0, "Imunisasi"), Cell(2, 1, "88%"), Cell(2, 2, "91%"), Cell(2, 3, "285,6"),
        Cell(2, 4, "317,6"),
    ]  # fmt: skip
    head, rows = read_table(PageTable(tuple(cells)), 0, "Perubahan Plafon (dalam jutaan rupiah)")
    assert [column.head for column in head.columns[1:3]] == ["Target | Sebelum", "Target | Sesudah"]
    assert [column.scale for column in head.columns[3:]] == [10**6, 10**6]
    assert len(rows) == 1


def test_shares_of_money_and_of_a_target_are_ratios():
    assert column_of(("Realisasi Keuangan",)).role == "money"
    assert column_of(("Anggaran", "(%)")).role == "ratio"
    assert column_of(("Capaian 2013 terhadap Target Akhir",)).role == "ratio"
