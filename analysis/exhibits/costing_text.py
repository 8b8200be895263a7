"""What it would cost to reach the standards: what a region's chapter tells and shows of it."""

from __future__ import annotations

from dataclasses import fields

from analysis.errors import DataError, MethodError
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.costing import (
    least_cost_figure,
    millions,
    purchase_figure,
    purchase_table,
    source_name,
    waterfall_figure,
)
from analysis.exhibits.costing_tables import cost_rows, cost_table
from analysis.exhibits.derivation import Derivation, by
from analysis.planning.budget import DEFLATOR
from analysis.regions import Region
from analysis.sources import Table, load_region_table
from analysis.sources.selection import select
from analysis.sources.templates.words import meanings
from analysis.standards.catalogue import Indicator, indicators_of
from analysis.standards.costing.prices import inflation_years, mean_inflation
from analysis.standards.costing.regional import RegionCosting, cost_region
from analysis.standards.costing.uncertainty import ALL

COLUMNS = {
    "indicators": ("indicator_code", "numerator", "denominator", "value_pct", "target_pct"),
    "unit-costs": (
        "indicator_code", "item", "cost_kind", "quantity", "unit_cost_idr", "unit_cost_low_idr",
        "unit_cost_high_idr", "price_year", "year_from", "year_to", "useful_life_years",
    ),
    "budget-lines": ("line_id", "document", "indicator_code", "funding_source", "amount_idr"),
    "line-indicators": ("line_id", "indicator_code", "share_pct"),
}  # fmt: skip
DRAWS = 2_000
NEEDED = ("indicators", "unit-costs")


def costing_section(chapter: Chapter, here: Region, catalogue: Table, deflator: Table, *, seed: int) -> None:
    """Tell and show what it would cost a region to reach the standards, or say in a box what is missing.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told, exhibits shown and results recorded.
    here : Region
        The region.
    catalogue, deflator : Table
        ``standards/indicators`` and ``national/deflator``.
    seed : int
        Of the draws.
    """
    chapter.tell("costing.head")
    tables = {name: load_region_table(here.code, name) for name in COLUMNS}
    held = {name: table for name, table in tables.items() if table is not None and len(table.frame)}
    missing = [name for name in NEEDED if name not in held]
    if missing:
        lines = "\n".join(
            chapter.text("costing.file", path=f"data/regions/{here.code}/{name}.csv",
                         template=f"data/templates/{name}.xlsx")
            for name in missing
        )  # fmt: skip
        chapter.box("costing.missing", name=here.name, lines=lines)
        return
    try:
        _CostingText(chapter, here, held, catalogue, deflator, seed).tell()
    except (DataError, MethodError) as refusal:
        chapter.box("lines.refused", reason=str(refusal))


def region_costing(
    code: str, tables: dict[str, Table], catalogue: Table, deflator: Table, *, seed: int
) -> tuple[RegionCosting, Derivation]:
    """Cost a region's plan, with the derivation by which it can be computed again.

    Parameters
    ----------
    code : str
        The region.
    tables : dict of str to Table
        Those of ``COLUMNS`` that the region has; ``NEEDED`` among them.
    catalogue, deflator : Table
        ``standards/indicators`` and ``national/deflator``.
    seed : int
        Of the draws.
    """
    price_year = int(tables["unit-costs"].frame["price_year"].iloc[0])
    frames = {name: table.frame for name, table in tables.items()}
    costing = cost_region(
        frames["indicators"],
        frames["unit-costs"],
        indicators_of(catalogue.frame),
        inflation=mean_inflation(deflator.frame, DEFLATOR, price_year),
        budget_lines=frames.get("budget-lines"),
        line_indicators=frames.get("line-indicators"),
        draws=DRAWS,
        seed=seed,
    )
    given = {
        name: select(f"regions/{code}/{name}", *COLUMNS[name]) if name in tables else None for name in COLUMNS
    }
    names = [field.name for field in fields(Indicator)]
    rate = by(
        mean_inflation, prices=select("national/deflator", DEFLATOR), index=DEFLATOR, last_year=price_year
    )
    how = by(
        cost_region, indicators=given["indicators"], unit_costs=given["unit-costs"],
        catalogue=by(indicators_of, frame=select("standards/indicators", *names)), inflation=rate,
        budget_lines=given["budget-lines"], line_indicators=given["line-indicators"], draws=DRAWS, seed=seed,
    )  # fmt: skip
    return costing, how


class _CostingText:
    """The sentences and exhibits; every number in a sentence is a recorded result."""

    def __init__(
        self, chapter: Chapter, here: Region, tables: dict[str, Table], catalogue: Table, deflator: Table,
        seed: int,
    ) -> None:  # fmt: skip
        self.chapter, self.here, self.tables, self.catalogue = chapter, here, tables, catalogue
        price_year = int(tables["unit-costs"].frame["price_year"].iloc[0])
        prices = select("national/deflator", DEFLATOR)
        self.span = by(inflation_years, prices=prices, index=DEFLATOR, last_year=price_year)
        self.costing, self.how = region_costing(here.code, tables, catalogue, deflator, seed=seed)
        self.rate = self.how.arguments["inflation"]
        rate = mean_inflation(deflator.frame, DEFLATOR, price_year)
        self.source = chapter.source(*tables.values(), catalogue, deflator)
        span = inflation_years(deflator.frame, DEFLATOR, price_year)
        for place, (name, year) in enumerate(zip(("first", "last"), span, strict=True)):
            chapter.result(f"cost_rate_{name}", year, unit="year", derivation=self.span.take(str(place)))
        shown = chapter.language.number(100 * rate, 1)
        chapter.result("cost_rate", rate, unit="rate", derivation=self.rate, text=shown)

    def tell(self) -> None:
        """Tell and show all that the tables allow."""
        costing, chapter = self.costing, self.chapter
        self._need()
        if not costing.need.total_idr > 0:
            chapter.tell("costing.nothing_needed")
            self._notes()
            return
        name, language = self.here.name, chapter.language
        shown = f"name_{language.code}"
        names = dict(zip(self.catalogue.frame["indicator_code"], self.catalogue.frame[shown], strict=True))
        chapter.show(cost_table(cost_rows(costing), names, name, language, source=self.source))
        self._gap()
        chapter.show(waterfall_figure(costing.gap, name, language, source=self.source))
        self._order()
        chapter.show(least_cost_figure(costing.curve, costing.money_idr, name, language, source=self.source))
        if costing.purchase is not None:
            self._bought()
            bought = purchase_table(costing.purchase, costing.gap, costing.purchase_range)
            chapter.show(purchase_figure(bought, name, language, source=self.source))
        self._notes()

    def _need(self) -> None:
        costing = self.costing
        self._year("base", costing.plan.base_year, "plan.base_year")
        self._year("first", costing.plan.years[0], "plan.years.0")
        self._year("last", costing.plan.years[-1], "plan.years.-1")
        self._year("prices", costing.need.price_year, "need.price_year")
        self._count("indicators", costing.costed_count, "costed_count")
        self._count("people", costing.need.people_to_add, "need.people_to_add")
        self._money("need", costing.need.total_idr, "need.total_idr")
        self._money("need_constant", costing.need.total_constant_idr, "need.total_constant_idr")
        self._money("serving", costing.need.total_serving_idr, "need.total_serving_idr")
        self.chapter.tell("costing.need")
        if costing.uncertainty is None or not costing.need.total_idr > 0:
            return
        whole = costing.uncertainty.need.iloc[-1]
        for end in ("low", "high"):
            where = self.how.take(f"uncertainty.need.{end}_idr", indicator_code=ALL)
            self._amount(f"cost_need_{end}", float(whole[f"{end}_idr"]), where)
        self._share("confidence", costing.uncertainty.confidence, self.how.take("uncertainty.confidence"))
        driver = costing.uncertainty.drivers.iloc[0]
        self._share("driver", driver["total"], self.how.take("uncertainty.drivers.0.total"))
        quantity, what = str(driver["factor"]).split(": ", 1)
        self.chapter.tell("costing.range", driver=self.chapter.text(f"costing.factor_{quantity}", what=what))

    def _gap(self) -> None:
        costing, budget = self.costing, self.costing.budget
        self._money("missing", costing.gap.gap_idr, "gap.gap_idr")
        self._money("missing_serving", costing.serving_gap.gap_idr, "serving_gap.gap_idr")
        if budget is None:
            self.chapter.box("costing.no_lines", code=self.here.code)
            return
        self._money("there", costing.money_idr, "money_idr")
        self._money("surplus", costing.gap.surplus_idr, "gap.surplus_idr")
        allocation = budget.allocation
        self._money("unallocated", allocation.unallocated_idr, "budget.allocation.unallocated_idr")
        language = self.chapter.language
        document = meanings("document")[budget.document][language.code == "en"]
        self.chapter.tell(
            "costing.gap", document=document,
            sources=language.listed(
                source_name(str(each), language) for each in sorted(set(costing.funds["funding_source"]))
            ),
        )  # fmt: skip

    def _order(self) -> None:
        codes = [str(code) for code in self.costing.curve["indicator_code"]]
        self.chapter.tell("costing.order", first=codes[0], last=codes[-1])
        if self.costing.uncertainty is not None:
            self._count("ordered", len(codes), "ordered_count")
            self._count("stable", self.costing.uncertainty.stable_count, "uncertainty.stable_count")
            self.chapter.tell("costing.stable")

    def _bought(self) -> None:
        costing, purchase = self.costing, self.costing.purchase
        if purchase is None:
            return
        language = self.chapter.language
        closed = language.number(purchase.closed_pct, 1)
        self.chapter.result(
            "cost_closed", purchase.closed_pct, unit="pct", derivation=self.how.take("purchase.closed_pct"),
            text=closed,
        )  # fmt: skip
        if costing.purchase_range is None:
            self.chapter.tell("costing.bought_sure")
            return
        whole = costing.purchase_range.set_index("indicator_code").loc[ALL]
        for end in ("low", "high"):
            where = self.how.take(f"purchase_range.closed_{end}_pct", indicator_code=ALL)
            self.chapter.result(
                f"cost_closed_{end}", whole[f"closed_{end}_pct"], decimals=1, unit="pct", derivation=where
            )
        self.chapter.tell("costing.bought")

    def _notes(self) -> None:
        if self.costing.notes:
            lines = "\n".join(f"- {note}" for note in self.costing.notes)
            self.chapter.tell("costing.notes", lines=lines)

    def _year(self, id: str, value: int, taken: str) -> None:
        self.chapter.result(f"cost_{id}_year", value, unit="year", derivation=self.how.take(taken))

    def _count(self, id: str, value: float, taken: str) -> None:
        self.chapter.result(f"cost_{id}", value, unit="count", derivation=self.how.take(taken))

    def _money(self, id: str, value: float, taken: str) -> None:
        self._amount(f"cost_{id}", value, self.how.take(taken))

    def _amount(self, id: str, value: float, derivation: Derivation) -> None:
        shown = millions(value, self.chapter.language)
        self.chapter.result(id, value, unit="idr", derivation=derivation, text=shown)

    def _share(self, id: str, value: float, derivation: Derivation) -> None:
        shown = self.chapter.language.number(100 * value)
        self.chapter.result(f"cost_{id}", value, unit="share", derivation=derivation, text=shown)
