import numpy as np
import pytest

from analysis.documents.formats.picture_lines import lines_in_picture
from analysis.documents.layout.rulings import joined
from analysis.documents.ocr import repaired

SCALE = 300 / 72


def picture(lines, size=(400, 300)):
    """Draw lines (left, top, right, bottom in points) black on white."""
    dots = np.full((round(size[1] * SCALE), round(size[0] * SCALE)), 255, dtype=np.uint8)
    for left, top, right, bottom in lines:
        a, b, c, d = (round(SCALE * edge) for edge in (left, top, right, bottom))
        dots[b : max(d, b + 3), a : max(c, a + 3)] = 0
    return dots


def test_ruled_lines_of_a_picture_are_found_where_they_are():
    flat, upright = lines_in_picture(picture([(50, 100, 350, 100), (80, 40, 80, 250)]), SCALE)
    assert joined(flat) == pytest.approx(np.array([[100, 50, 350]]), abs=1.5)
    assert joined(upright) == pytest.approx(np.array([[80, 40, 250]]), abs=1.5)


def test_letters_and_dark_areas_are_no_lines():
    strokes = [(60 + 12 * n, 100, 61 + 12 * n, 112) for n in range(20)] + [(60, 150, 200, 250)]
    flat, upright = lines_in_picture(picture(strokes), SCALE)
    assert len(joined(flat)) == len(joined(upright)) == 0


def test_a_slanted_line_is_one_line():
    steps = [(50 + 50 * n, 100 + 0.5 * n, 100 + 50 * n, 100 + 0.5 * n) for n in range(6)]
    flat, _ = lines_in_picture(picture(steps), SCALE)
    assert len(joined(flat)) == 1


@pytest.mark.parametrize(
    ("word", "written"), [("907o", "90%"), ("95,5Yo", "95,5%"), ("7o", "7o"), ("2014", "2014"), ("90", "90")]
)
def test_a_percent_sign_taken_for_letters_is_mended(word, written):
    assert repaired(word) == written


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("102.01.16", "1.02.01.16"), ("1.02.01,16.02", "1.02.01.16.02"), ("1.02.01", "1.02.01"),
        ("60,106.667", "60.106.667"), ("1.276.500.000,00", "1.276.500.000,00"), ("12.05.14", "12.05.14"),
        ("1,352.400,000,00", "1.352.400.000,00"), ("78,5", "78,5"), ("1.234", "1.234"),
    ],
)  # fmt: skip
def test_points_of_codes_and_amounts_are_mended_and_nothing_else(word, written):
    assert repaired(word) == written


def test_lines_of_a_grey_scan_are_found_on_its_paper():
    """Lines of a grey of 165 on paper of 234, as a scanner gives thin lines."""
    dots = picture([(50, 100, 350, 100), (80, 40, 80, 250)])
    noise = np.random.default_rng(1).normal(0, 6, dots.shape)
    grey = (np.where(dots == 0, 165, 234) + noise).clip(0, 255).astype(np.uint8)
    flat, upright = lines_in_picture(grey, SCALE)
    assert len(joined(flat)) == len(joined(upright)) == 1
