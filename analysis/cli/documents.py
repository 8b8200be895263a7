"""Commands on documents."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import SpokenLanguage, app, console, examples

Catalogues = Annotated[
    list[str] | None,
    typer.Option(
        "--catalogue", "-c", help="Catalogue of standards; again for more. Default: all.", show_default=False
    ),
]


@app.command(
    epilog=examples(
        "read rkpd-2014.pdf",
        'read "Dokumen 2014/" --region "Luwu Utara"',
        "read --region 7322 --propose register.csv",
        "read renstra.pdf --password rahasia --json renstra.json",
    )
)
def read(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILES...",
            help="PDF, DOCX, XLSX, HTML or text; of a folder, all files in it. "
            "Default: the documents of the region.",
            show_default=False,
        ),
    ] = None,
    region: Annotated[
        str,
        typer.Option("--region", "-r", help="BPS code or name: its register is used.", show_default=False),
    ] = "",
    as_json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcomes to this file.", show_default=False)
    ] = None,
    propose: Annotated[
        Path | None,
        typer.Option(
            help="Write rows for documents that the register lacks to this file.", show_default=False
        ),
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="For locked PDFs; what it opens is not kept.", show_default=False)
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Files read at a time. Default: by cores."),
    ] = None,
    ocr: Annotated[bool, typer.Option("--ocr/--no-ocr", help="Recognise pages that are pictures.")] = True,
    catalogue: Catalogues = None,
    language: SpokenLanguage = None,
) -> None:
    """Read documents: what each is, which pages could be read, which standards it names.

    Each file is read in a process of its own: 60 seconds a page and an hour in all, then it is stopped; at
    most 1,024 MB of memory on Linux (Windows and macOS do not bound it). What was read is kept: a second time
    nothing is read again. The exit status is 1 if a file was refused.
    """
    from analysis.project.read_command import read as read_files

    raise typer.Exit(
        read_files(
            files or [],
            console(),
            region=region,
            as_json=as_json,
            propose=propose,
            password=password,
            jobs=jobs,
            ocr=ocr,
            catalogues=catalogue or (),
        )
    )


@app.command(
    epilog=examples(
        'thread "Luwu Utara" --year 2014',
        "thread 9999 --csv thread/",
        "thread 7322 --write",
        "thread 7322 --workbench output/workbench-7322",
        "thread 7322 --sheet coding-ani.xlsx --coder ani",
        "thread 7322 --codes coding-ani.xlsx --codes coding-budi.xlsx",
    )
)
def thread(
    region: Annotated[str, typer.Argument(help="BPS code or name.")],
    year: Annotated[
        int | None,
        typer.Option(
            help="Budget year that is followed. Default: that of most documents.", show_default=False
        ),
    ] = None,
    catalogue: Annotated[
        list[str] | None,
        typer.Option(
            "--catalogue",
            "-c",
            help="Catalogue of standards; again for more. Default: those in force in the year.",
            show_default=False,
        ),
    ] = None,
    as_csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", help="Write the tables into this folder, without passages.", show_default=False
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Write the sheet in which a person codes the same cells.", show_default=False),
    ] = None,
    coder: Annotated[str, typer.Option(help="Who codes in the sheet.", show_default=False)] = "",
    seeing: Annotated[
        bool, typer.Option("--seeing", help="The sheet shows what the machine found (else it is blind).")
    ] = False,
    codes: Annotated[
        list[Path] | None,
        typer.Option(help="A filled sheet; again for more. People overrule the machine.", show_default=False),
    ] = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help="Keep levels and figures as tables of the region, without passages, for its chapter.",
        ),
    ] = False,
    workbench: Annotated[
        Path | None,
        typer.Option(
            help="Make the page on which a person checks every level, in this folder.", show_default=False
        ),
    ] = None,
    levels_only: Annotated[
        bool, typer.Option("--levels-only", help="The page without passages and pictures of the documents.")
    ] = False,
    ocr: Annotated[bool, typer.Option("--ocr/--no-ocr", help="Recognise pages that are pictures.")] = True,
    language: SpokenLanguage = None,
) -> None:
    """Follow each standard through the documents of a region: where it stands, and where it is lost.

    The documents lie in data/regions/<code>/documents; what had been read is not read again.
    """
    from analysis.project.thread_command import ThreadRequest, follow

    request = ThreadRequest(
        region=region,
        year=year,
        catalogues=tuple(catalogue or ()),
        as_csv=as_csv,
        sheet=sheet,
        coder=coder,
        blind=not seeing,
        codes=tuple(codes or ()),
        ocr=ocr,
        workbench=workbench,
        passages=not levels_only,
        language=language.value if language else "en",
        write=write,
    )
    raise typer.Exit(follow(request, console()))
