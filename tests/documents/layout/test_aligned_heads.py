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


CLOSE = """#set page(width: 700pt)
#set text(size: 8pt)
#table(columns: (60pt, 150pt, 60pt, 46pt, 52pt, 46pt, 52pt), stroke: none, inset: 3pt,
  align: (x, y) => if y < 3 { center + horizon } else if x > 1 { right } else { left },
  table.cell(rowspan: 2)[KODE], table.cell(rowspan: 2)[INDIKATOR KINERJA], table.cell(rowspan: 2)[AWAL],
  table.cell(colspan: 2)[2012], table.cell(colspan: 2)[2013],
  [TARGET], [Rp (juta)], [TARGET], [Rp (juta)], [(1)], [(2)], [(3)], [(4)], [(5)], [(6)], [(7)],
ROWS)
"""


def test_heads_in_the_middle_over_numbers_at_the_right_are_put_together(pages_of):
    rows = "".join(
        f"[1.02.{n}], [Cakupan pelayanan kesehatan bagi penduduk {n}], [{n},5 %], [{n + 40} %], [1.{n}00,5], "
        f"[{n + 50} %], [{n}],\n"
        for n in range(11, 17)
    )
    found = cells(pages_of(CLOSE.replace("ROWS", rows))[0])
    assert found[0, 3] == ("2012", 1, 2) and found[0, 5] == ("2013", 1, 2)
    assert [found[1, column][0] for column in range(3, 7)] == ["TARGET", "Rp (juta)"] * 2
    assert found[0, 2] == ("AWAL", 2, 1) and found[2, 0][0] == "(1)"
    assert found[3, 0][0] == "1.02.11" and found[3, 6][0] == "11"


def test_a_line_without_numbers_goes_on_in_the_row_above(pages_of):
    rows = """#set page(width: 500pt)
#set text(size: 8pt)
#table(columns: (110pt, 110pt, 70pt, 70pt), stroke: none, inset: 3pt,
  [Program], [Hasil], [Anggaran], [Realisasi],
  [Program upaya pelayanan kesehatan dasar bagi masyarakat], [], [100.000], [90.000],
  [Program promosi], [Persentase penduduk miskin yang memperoleh pelayanan 95%], [50.000], [40.000],
  [Program pengawasan obat di pasar], [Persentase sarana yang diperiksa setiap tahun], [20.000], [10.000],
)"""
    found = cells(pages_of(rows)[0])
    texts = [found[row, 0][0] for row in range(1, 4)]
    assert texts[0] == "Program upaya pelayanan kesehatan dasar bagi masyarakat"
    assert found[2, 1][0].endswith("95%") and found[3, 1][0].endswith("setiap tahun")
