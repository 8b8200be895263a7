"""The run parameters: one typed model per notebook, checked before a kernel starts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from analysis.errors import ParameterError, nearest
from analysis.messages import say
from analysis.regions import find_region

FIRST_YEAR = 2000
LAST_YEAR = 2016
BEFORE = (2005, 2010)
AFTER = (2012, 2016)
SEED = 20101001

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)]


class _Parameters(BaseModel):
    """What every notebook takes: a window of years, a language and a seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_year: Year = FIRST_YEAR
    last_year: Year = LAST_YEAR
    language: Literal["en", "id"] = "en"
    seed: Annotated[int, Field(ge=0, lt=2**32, strict=True)] = SEED

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ParameterError(_sentence(type(self), error)) from None

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.first_year >= self.last_year:
            raise ValueError(
                say(
                    "first_year ({first}) must lie before last_year ({last}); swap them",
                    first=self.first_year,
                    last=self.last_year,
                )
            )
        return self


class _Corrected(_Parameters):
    """What a notebook takes that can be run with and without the ledger of corrections."""

    corrections: Annotated[bool, Field(strict=True)] = True


class RegionParameters(_Corrected):
    """Parameters of ``region.ipynb``.

    Parameters
    ----------
    region : str
        BPS code of four characters or a name; kept as the code.
    first_year, last_year : int
        Window of years shown, inside the panel's 2000 to 2016.
    language : str
        ``en`` or ``id``.
    seed : int
        Seed of every random draw.
    corrections : bool
        Apply the ledger of corrections to the tables; False takes them as their sources have them.

    Raises
    ------
    ParameterError
        If a parameter is unknown, misspelt or of the wrong type, or a year lies outside the panel.
    RegionError
        If the region is unknown; the message names the nearest ones.
    """

    region: str = "6172"

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        found = find_region(value)
        if found.level == "province":
            raise ValueError(
                say(
                    "'{value}' is the province {name}; name a kabupaten or kota, such as 6172",
                    value=value,
                    name=found.name,
                )
            )
        return found.code


class ComparisonParameters(_Corrected):
    """Parameters of ``comparison.ipynb``: windows before and after the programme, and the common ones."""

    before_first_year: Year = BEFORE[0]
    before_last_year: Year = BEFORE[1]
    after_first_year: Year = AFTER[0]
    after_last_year: Year = AFTER[1]

    @model_validator(mode="after")
    def _windows_in_order(self) -> Self:
        edges = (self.before_first_year, self.before_last_year, self.after_first_year, self.after_last_year)
        if not edges[0] <= edges[1] < edges[2] <= edges[3]:
            raise ValueError(
                say("the window before must end before the window after begins; found {edges}", edges=edges)
            )
        return self


class NationalParameters(ComparisonParameters):
    """Parameters of ``national.ipynb``: those of the comparison, and the number of permutation draws."""

    draws: Annotated[int, Field(ge=99, le=1_000_000, strict=True)] = 9_999


class ProgrammeParameters(ComparisonParameters):
    """Parameters of ``programme.ipynb``: those of the comparison, the programme's first year, and draws."""

    first_treated: Year = 2011
    draws: Annotated[int, Field(ge=99, le=1_000_000, strict=True)] = 9_999
    placebos: Annotated[int, Field(ge=19, le=10_000, strict=True)] = 99


class ModelsParameters(ComparisonParameters):
    """Parameters of ``models.ipynb``: those of the comparison, and the number of random outcomes."""

    draws: Annotated[int, Field(ge=19, le=100_000, strict=True)] = 199


class CapacityParameters(ComparisonParameters):
    """Parameters of ``capacity.ipynb``: those of the comparison, and draws of weights and choices."""

    draws: Annotated[int, Field(ge=100, le=1_000_000, strict=True)] = 2_000


class StandardsParameters(_Corrected):
    """Parameters of ``standards.ipynb``: over how many recent years a pace is taken."""

    recent_years: Annotated[int, Field(ge=3, le=16, strict=True)] = 5


class QualityParameters(_Parameters):
    """Parameters of ``data-quality.ipynb``: the common ones."""


class ReadingParameters(_Parameters):
    """Parameters of ``document-reading.ipynb``: the common ones."""


class BudgetsParameters(_Corrected):
    """Parameters of ``budgets.ipynb``: draws of the permutation test and simulated countries."""

    draws: Annotated[int, Field(ge=99, le=1_000_000, strict=True)] = 9_999
    replications: Annotated[int, Field(ge=10, le=10_000, strict=True)] = 100


class VoiceParameters(_Parameters):
    """Parameters of ``voice.ipynb``: whose surveys are shown, what is not shown, and how to plan one.

    Parameters
    ----------
    example : str
        BPS code or name of the region whose surveys are shown; kept as the code.
    threshold : int
        Fewer respondents or complaints than this, and more than none, are suppressed.
    design_effect : float
        Of clusters, in the table of sample sizes.
    complaints : int
        Tested together, in the table of sample sizes.
    """

    example: str = "9999"
    threshold: Annotated[int, Field(ge=1, le=100, strict=True)] = 5
    design_effect: Annotated[float, Field(gt=0, le=20)] = 1.5
    complaints: Annotated[int, Field(ge=1, le=100, strict=True)] = 10

    @field_validator("example")
    @classmethod
    def _known_region(cls, value: str) -> str:
        return find_region(value).code


# Every notebook by name, in the order of the book, with the model of its parameters.
NOTEBOOK_PARAMETERS: Mapping[str, type[_Parameters]] = MappingProxyType(
    {
        "region": RegionParameters,
        "comparison": ComparisonParameters,
        "models": ModelsParameters,
        "national": NationalParameters,
        "given-inputs": ComparisonParameters,
        "capacity": CapacityParameters,
        "programme": ProgrammeParameters,
        "budgets": BudgetsParameters,
        "voice": VoiceParameters,
        "standards": StandardsParameters,
        "data-quality": QualityParameters,
        "document-reading": ReadingParameters,
    }
)


def _sentence(model: type[BaseModel], error: ValidationError) -> str:
    """Turn a validation error into one paragraph: what was found, what was expected, what to do."""
    return " ".join(_problem(list(model.model_fields), problem) for problem in error.errors())


def _problem(known: list[str], problem: Mapping[str, Any]) -> str:
    name = ".".join(str(place) for place in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return _unknown(name, known)
    if problem["type"] == "value_error":
        return f"{problem['msg'].removeprefix('Value error, ')}."
    if name.endswith("_year"):
        expected = say(
            "a year of the panel, {first} to {last}, as a whole number", first=FIRST_YEAR, last=LAST_YEAR
        )
    else:
        expected = _expected(problem)
    found = problem["input"]
    return say(
        "parameter '{name}': expected {expected}, found {found!r}.", name=name, expected=expected, found=found
    )


def _unknown(name: str, known: list[str]) -> str:
    near = nearest(name, known, count=1)
    listed = ", ".join(known)
    if near:
        return say(
            "unknown parameter '{name}'; did you mean '{near}'? Known parameters: {known}.",
            name=name,
            near=near[0],
            known=listed,
        )
    return say("unknown parameter '{name}'. Known parameters: {known}.", name=name, known=listed)


def _expected(problem: Mapping[str, Any]) -> str:
    """Say what a parameter may be, from the kind of the problem and its limits."""
    limits = problem.get("ctx", {})
    kinds = {
        "int_type": say("a whole number"),
        "bool_type": say("True or False"),
        "literal_error": say("one of {values}", values=limits.get("expected", "")),
        "greater_than_equal": say("at least {limit}", limit=limits.get("ge")),
        "less_than_equal": say("at most {limit}", limit=limits.get("le")),
        "less_than": say("less than {limit}", limit=limits.get("lt")),
    }
    return kinds.get(problem["type"], problem["msg"])
