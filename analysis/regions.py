"""Who: provinces, kabupaten and kota by BPS code and name, with one look-up that says what is nearest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analysis.errors import RegionError, nearest
from analysis.messages import say
from analysis.sources import SPECIMEN_CODE, data_folder, load_table

__all__ = ["SPECIMEN", "Region", "all_regions", "districts", "find_region"]

LEVEL_WORDS = ("kabupaten administrasi ", "kota administrasi ", "kabupaten ", "kota ", "provinsi ")
SHORT_FORMS = {"kab ": "kabupaten ", "kab. ": "kabupaten ", "prov ": "provinsi ", "prov. ": "provinsi "}


@dataclass(frozen=True)
class Region:
    """A province, kabupaten or kota.

    ``code`` is the BPS code of 2016 as 4 characters; a province ends in ``00``.
    """

    code: str
    name: str
    level: str
    province_code: str
    province: str

    @property
    def specimen(self) -> bool:
        """Whether this is the made-up district, which teaches and tests and enters no finding."""
        return self.code == SPECIMEN.code

    @property
    def slug(self) -> str:
        """Code and name for a file name or an address, for example ``6172-kota-singkawang``."""
        return f"{self.code}-{re.sub('[^a-z0-9]+', '-', self.name.lower()).strip('-')}"


# No such place: `find_region` knows it, no list of regions and no national table ever holds it.
SPECIMEN = Region(SPECIMEN_CODE, "Kabupaten Contoh", "kabupaten", "9900", "Provinsi Contoh")


def all_regions(*, root: Path | str | None = None) -> list[Region]:
    """List all provinces and districts, ordered by code; the specimen is none of them."""
    folder = Path(root) if root is not None else data_folder()
    path = folder / "national" / "regions.csv"
    return list(_read_regions(folder, path.stat().st_mtime_ns if path.exists() else 0))


@lru_cache(maxsize=4)
def _read_regions(folder: Path, _stamp: int) -> tuple[Region, ...]:
    frame = load_table("national/regions", root=folder).frame
    columns = ["region_code", "name", "level", "province_code", "province"]
    return tuple(Region(*row) for row in frame[columns].itertuples(index=False, name=None))


def districts(*, root: Path | str | None = None) -> list[Region]:
    """List the kabupaten and kota, ordered by code."""
    return [region for region in all_regions(root=root) if region.level != "province"]


def find_region(text: str, *, root: Path | str | None = None) -> Region:
    """Find one region by code, by name, or by a part of its name that no other region has.

    Parameters
    ----------
    text
        ``"6172"``, ``"Kota Singkawang"``, ``"kab. luwu utara"``, ``"Singkawang"``, a slug, or a partial name.
        A whole name goes before a partial one: ``"Luwu"`` is Kabupaten Luwu. ``"9999"`` and ``"Kabupaten
        Contoh"`` give the specimen.
    root
        The data folder; by default ``analysis.sources.data_folder()``.

    Raises
    ------
    RegionError
        Nothing or more than one region fits; the message lists the nearest.
    """
    regions = all_regions(root=root)
    wanted = _normal(text)
    if not wanted:
        raise RegionError(
            say("No region was named. Give a BPS code such as 6172 or a name such as Kota Singkawang.")
        )
    if wanted in SPECIMEN_NAMES:
        return SPECIMEN
    tests = (
        lambda region: wanted in {region.code, region.slug.replace("-", " ")},
        lambda region: region.level == "province" and region.code[:2] == wanted,
        lambda region: _normal(region.name) == wanted,
        lambda region: _bare(region.name) == wanted,
        lambda region: wanted in _normal(region.name),
    )
    for test in tests:
        found = [region for region in regions if test(region)]
        if len(found) == 1:
            return found[0]
        if found:
            shown = "; ".join(f"{region.code} {region.name}" for region in found[:8])
            if len(found) > 8:
                shown = say("{some}; and {more} more", some=shown, more=len(found) - 8)
            raise RegionError(
                say(
                    "{asked!r} fits {count} regions: {shown}. Give the code or the whole name.",
                    asked=text,
                    count=len(found),
                    shown=shown,
                )
            )
    raise RegionError(_not_found(text, wanted, regions))


SPECIMEN_NAMES = {SPECIMEN.code, SPECIMEN.slug.replace("-", " "), "kabupaten contoh", "contoh"}


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    words = re.sub(r"[\s\-]+", " ", str(text).casefold()).strip()
    for short, full in SHORT_FORMS.items():
        if words.startswith(short):
            words = full + words[len(short) :]
    return words


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    words = _normal(name)
    for level in LEVEL_WORDS:
        if words.startswith(level):
            return words[len(level) :]
    return words


def _not_found(text: str, wanted: str, regions: list[Region]) -> str:
    if wanted.isascii() and wanted.isdigit():
        in_province = [
            region for region in regions if region.code[:2] == wanted[:2] and region.level != "province"
        ]
        near = sorted(in_province or regions, key=lambda region: abs(int(region.code) - int(wanted[:9])))[:3]
    else:
        spelled = {_bare(region.name): region for region in regions} | {_normal(r.name): r for r in regions}
        near = list(dict.fromkeys(spelled[key] for key in nearest(wanted, spelled, count=5)))[:3]
    listed = "; ".join(f"{region.code} {region.name}" for region in near) or say("none is near")
    return say(
        "There is no region {asked!r} among the 34 provinces and 514 districts (BPS codes of 2016). The "
        "nearest: {listed}. `pelayanan regions` lists all.",
        asked=text,
        listed=listed,
    )
