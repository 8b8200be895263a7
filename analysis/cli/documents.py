"""Commands on documents."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import SpokenLanguage, app, console, examples


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
    language: SpokenLanguage = None,
) -> None:
    """Read documents and say of each what it is, and which pages could be read.

    Each file is read in a process of its own with bounded time and memory. What was read is kept: a second
    time nothing is read again. The exit status is 1 if a file was refused.
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
        )
    )
