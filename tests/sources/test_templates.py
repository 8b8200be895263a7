"""Templates explain themselves, never drift from the description of the data, and import reads them back."""

import io
import shutil
import zipfile

import openpyxl
import pytest

from analysis.errors import DataError, ParameterError
from analysis.messages import in_language
from analysis.sources import REGION_TABLES, data_folder, load_region_table, load_table
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.importing import tell, understand, write
from analysis.sources.templates import template_files, template_workbook, write_template
from analysis.sources.templates.form import DATA_SHEET, FIRST_ROW, GUIDE_SHEET, HEADER_ROW, LISTS_SHEET

LUWU_UTARA = ("7322", "Kabupaten Luwu Utara")


@pytest.fixture(scope="module")
def made():
    """Every template as it is made now."""
    return template_files(read_package(data_folder()), load_table("national/regions").frame)


@pytest.fixture
def root(tmp_path):
    """A data folder with the project's own templates."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(data_folder() / "datapackage.json", folder / "datapackage.json")
    return folder


def fields_of(table):
    return find_resource(read_package(data_folder()), f"templates/{table}")["schema"]["fields"]


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_committed_workbooks_are_those_that_are_made(made):
    assert sorted(made) == sorted(f"templates/{table}.xlsx" for table in REGION_TABLES)
    for path, content in made.items():
        # part by part: the packing may differ between versions of zlib, what is packed may not
        assert parts((data_folder() / path).read_bytes()) == parts(content), path


def test_the_same_template_twice_is_the_same_bytes():
    resource = find_resource(read_package(data_folder()), "templates/documents")
    one, two = (template_workbook(resource, [LUWU_UTARA], LUWU_UTARA) for _ in range(2))
    assert one == two
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(one)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("table", REGION_TABLES)
def test_every_column_is_named_explained_formatted_and_bounded(made, table):
    book = openpyxl.load_workbook(io.BytesIO(made[f"templates/{table}.xlsx"]))
    assert book.sheetnames == [GUIDE_SHEET, DATA_SHEET, LISTS_SHEET]
    sheet, guide = book[DATA_SHEET], " ".join(str(c.value) for row in book[GUIDE_SHEET] for c in row)
    assert sheet.freeze_panes == f"C{FIRST_ROW}"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    for place, field in enumerate(fields_of(table), start=2):
        head, example = sheet.cell(HEADER_ROW, place), sheet.cell(FIRST_ROW, place)
        assert head.value == field["name"]
        assert sheet.cell(2, place).value.startswith(field["title_id"])
        assert sheet.cell(3, place).value.startswith(field["title"])
        assert field["description_id"] in head.comment.text
        assert field["description"] in head.comment.text
        assert field["description"] in guide
        assert field["description_id"] in guide
        rule = rules[example.coordinate]
        if "enum" in field.get("constraints", {}) or field["name"] == "region_code":
            assert rule.type == "list"
            area = rule.formula1.removeprefix(f"='{LISTS_SHEET}'!").replace("$", "")
            listed = [cell.value for (cell,) in book[LISTS_SHEET][area]]
            assert listed[: len(field["constraints"].get("enum", []))] == field["constraints"].get("enum", [])
        if field["type"] == "string" and "received_on" not in field["name"]:
            assert example.number_format in {"@", "yyyy-mm-dd"}
        assert len(rule.prompt) <= 255
        assert example.value not in {None, ""}


def test_codes_of_regions_are_text_and_all_districts_can_be_chosen(made):
    lists = openpyxl.load_workbook(io.BytesIO(made["templates/indicators.xlsx"]))[LISTS_SHEET]
    codes = [cell.value for cell in lists["A"][1:] if cell.value]
    assert len(codes) == 514
    assert all(isinstance(code, str) and len(code) == 4 for code in codes)


@pytest.mark.parametrize("table", REGION_TABLES)
def test_a_filled_template_is_read_without_a_question(tmp_path, root, table):
    path = write_template(table, tmp_path / "forms", region=LUWU_UTARA)
    book = openpyxl.load_workbook(path)
    sheet = book[DATA_SHEET]
    assert "Kabupaten Luwu Utara (7322)" in sheet["A1"].value
    empty = understand(path, table, "7322", root=root)
    assert [question.about for question in empty.questions] == [DATA_SHEET]  # no rows yet, nothing else
    fields = fields_of(table)
    for place, _ in enumerate(fields, start=2):
        sheet.cell(FIRST_ROW + 1, place).value = sheet.cell(FIRST_ROW, place).value
    sheet.cell(FIRST_ROW + 40, 1).value = "Catatan: data sementara"
    book.save(path)
    found = understand(path, table, "7322", root=root)
    assert found.questions == ()
    assert found.unreadable == ()
    whys = [note.why for note in found.set_aside]
    assert "the example row of the template" in whys
    assert any("only the region's code: 9" in why for why in whys)
    write(found, root)
    frame = load_region_table("7322", table, root=root).frame
    assert len(frame) == 1
    for field in fields:
        shown = field["example"].replace("{code}", "7322")
        value = frame[field["name"]].iloc[0]
        assert str(value) == shown or float(value) == float(shown), field["name"]


def test_a_template_never_overwrites_what_was_filled_in(tmp_path):
    path = write_template("documents", tmp_path)
    path.write_bytes(b"filled")
    with pytest.raises(DataError, match="it was not touched"):
        write_template("documents", tmp_path)
    assert path.read_bytes() == b"filled"
    assert write_template("documents", tmp_path, replace=True).stat().st_size > 1000


def test_an_unknown_template_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(ParameterError, match="documents"):
        write_template("document", tmp_path)
    with in_language("id"), pytest.raises(ParameterError, match="Tidak ada templat"):
        write_template("document", tmp_path)


def test_what_was_understood_is_told_in_indonesian(tmp_path, root):
    path = write_template("documents", tmp_path, region=LUWU_UTARA)
    with in_language("id"):
        text = tell(understand(path, "documents", "7322", root=root))
    assert "baris contoh dari templat" in text
    assert "pertanyaan" in text
