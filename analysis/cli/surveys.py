"""Commands for complaint surveys: a questionnaire from the list of a workshop, and how many people to ask."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import SpokenLanguage, app, console, examples, say_made


@app.command(
    epilog=examples(
        'questionnaire list.txt --unit "Puskesmas Contoh"',
        'questionnaire list.xlsx -u "SDN 1 Contoh" --merge 3+7 --merge 2+5 -o kuesioner.xlsx',
    )
)
def questionnaire(
    listed: Annotated[
        Path,
        typer.Argument(metavar="LIST", help="The workshop's list: TXT, CSV or XLSX.", show_default=False),
    ],
    unit: Annotated[
        str,
        typer.Option("--unit", "-u", help="The service unit, as it stands on the page.", show_default=False),
    ],
    merge: Annotated[
        list[str] | None,
        typer.Option("--merge", metavar="A+B", help="Entries that are one complaint; again for more."),
    ] = None,
    round: Annotated[int, typer.Option("--round", min=1, help="Which survey it is.")] = 1,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The XLSX file. Default: beside the list."),
    ] = None,
    language: SpokenLanguage = None,
) -> None:
    """Make the one-page complaint questionnaire of a workshop's list, in Indonesian, ready to print.

    Entries that may be one complaint are proposed and never merged by themselves.
    """
    from analysis.project.surveys import make_questionnaire

    made = make_questionnaire(listed, unit, output, merges=merge or (), round=round)
    for code, text in made.items[["complaint_id", "complaint"]].to_numpy(object):
        console().print(f"{code}  {text}", markup=False)
    for note in made.notes:
        console().print(note, markup=False, style="dim")
    say_made(made.path)


@app.command(
    "sample-size",
    epilog=examples(
        "sample-size --users 1800",
        "sample-size --users 1800 --margin 7.5 --design-effect 1.5 --response-rate 80",
        "sample-size --before 50 --after 35 --complaints 12",
    ),
)
def sample_size(
    users: Annotated[
        int | None, typer.Option("--users", min=1, help="Users of the unit.", show_default="many")
    ] = None,
    margin: Annotated[float, typer.Option(help="Points to either side.", min=0.1, max=50)] = 5.0,
    share: Annotated[float, typer.Option(help="Share expected, percent; 50 is safest.")] = 50.0,
    design_effect: Annotated[float, typer.Option(help="Of whole villages or days; 1 one by one.")] = 1.0,
    response_rate: Annotated[float, typer.Option(help="Percent of those approached who answer.")] = 100.0,
    before: Annotated[
        float | None, typer.Option(help="Share before, percent, to see a change.", show_default=False)
    ] = None,
    after: Annotated[float | None, typer.Option(help="Share after, percent.", show_default=False)] = None,
    complaints: Annotated[int, typer.Option(min=1, help="Complaints tested together.")] = 1,
    power: Annotated[float, typer.Option(help="Chance to see the change, percent.")] = 80.0,
    language: SpokenLanguage = None,
) -> None:
    """Say how many users to ask: to know a share, and to see a change between two rounds."""
    from analysis.errors import ParameterError
    from analysis.messages import say
    from analysis.project.surveys import sizes_of_sample

    if (before is None) != (after is None):
        raise ParameterError(say("A change needs both --before and --after."))
    change = None if before is None or after is None else (before, after)
    lines = sizes_of_sample(users, margin, share, design_effect, response_rate, change, complaints, power)
    for told, size in lines:
        console().print(f"{told}: {size}", markup=False)
