"""Tables without ruled lines: heads over several columns, names of parts across them."""

HEAD = """#set page(width: 700pt)
#set text(size: 8pt)
#table(columns: (40pt, 150pt, 60pt, 60pt, 80pt, 60pt), stroke: none, inset: 3pt,
  table.cell(rowspan: 2)[No], table.cell(rowspan: 2)[Indikator Kinerja Program],
  table.cell(rowspan: 2)[Kondisi 2011],
  table.cell(colspan: 2, align: ALIGN)[Rencana Tahun 2012], table.cell(rowspan: 2)[Lokasi],
  [Target], [Pagu (Rp)],
"""
ROWS = """  table.cell(colspan: 6)[Bidang pelayanan dan pembinaan di seluruh kecamatan dan kelurahan kota],
  [1], [Cakupan pelayanan dasar bagi penduduk yang tinggal di pulau], [80,5], [85], [125.000.000], [Kota],
  [2], [Cakupan kunjungan], [70], [75], [75.500.000], [Desa],
  table.cell(colspan: 6)[Bidang promosi bersama dengan masyarakat di seluruh kecamatan dan kelurahan],
  [3], [Cakupan penyuluhan], [60], [65], [5.250.000], [Kota],
  [4], [Cakupan pendampingan], [50], [55], [1.125.000], [Kota],
)
"""


def cells(page):
    (table,) = page.tables
    return {(cell.row, cell.column): (cell.text, cell.rows, cell.columns) for cell in table.cells}


def test_heads_over_several_columns_reach_over_them(pages_of):
    for align in ("left", "center"):
        (page,) = pages_of(HEAD.replace("ALIGN", align) + ROWS)
        found = cells(page)
        assert found[0, 3] == ("Rencana Tahun 2012", 1, 2), align
        assert found[1, 3] == ("Target", 1, 1) and found[1, 4] == ("Pagu (Rp)", 1, 1)
        assert found[0, 1] == ("Indikator Kinerja Program", 2, 1) and found[0, 5][0] == "Lokasi"


def test_the_name_of_a_part_across_columns_does_not_end_the_table(pages_of):
    (page,) = pages_of(HEAD.replace("ALIGN", "left") + ROWS)
    found = {text: place for place, (text, _, _) in cells(page).items() if text}
    assert found["125.000.000"][1] == found["1.125.000"][1] == 4
    assert found["1.125.000"][0] - found["125.000.000"][0] == 4
    assert found["Cakupan pelayanan dasar bagi penduduk yang tinggal di pulau"][0] == found["80,5"][0]


def test_a_title_and_labels_over_a_table_are_no_heads_of_it(pages_of):
    title = "Tabel 5 Rencana program dan kegiatan tahun 2012\n\nUrusan#h(20pt):#h(20pt)Kesehatan\n\n"
    (page,) = pages_of(HEAD.replace("#table", title + "#table").replace("ALIGN", "left") + ROWS)
    assert not any("Tabel 5" in text or "Urusan" in text for text, _, _ in cells(page).values())
