"""The tasks of a report: signatures say what each reads and makes; the engine decides what is stale."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pytask import Product, PythonNode, task

from analysis.pipeline.notebook import PROJECT, execute, refusals, to_page, write_page
from analysis.pipeline.pages import (
    COMMON_TABLES,
    PageSpec,
    code_digest,
    digest_files,
    evidence_digest,
    folder_digest,
)
from analysis.pipeline.workbench import (
    FOLDER,
    Bench,
    bench_files,
    benches,
    made_benches,
    workbench_task,
)

Task = Callable[..., Any]
BOOK_NAME = "service-standards"
BOOK_CODE = (".py", ".lua", ".typ")


def page_task(spec: PageSpec, data: Path, tables: Sequence[Path], runs: Path, code: str) -> Task:
    """Return the task that runs one page's notebook and records its outcome.

    A notebook that fails does not fail the task: the outcome says ``failed`` or ``refused`` with the reason,
    and the book shows it. So one region never stops the others.
    """
    folder = runs / spec.slug
    asked = spec.parameters.model_dump(mode="json")

    @task(
        name=f"run {spec.slug}",
        kwargs={
            "parameters": PythonNode(value=asked, hash=_digest_json),
            "tables": list(tables),
            "evidence": PythonNode(value=evidence_digest(spec.evidence_codes, data), hash=True),
            "supplied": PythonNode(value=folder_digest(spec.folders), hash=True),
            "code": PythonNode(value=code, hash=True),
        },
    )
    def run_page(
        parameters: Mapping[str, Any],
        tables: Sequence[Path],
        evidence: str,
        supplied: str,
        code: str,
        template: Path = spec.template,
        package: Path = data / "datapackage.json",
        lock: Path = PROJECT / "requirements.lock",
        outcome: Annotated[Path, Product] = folder / "outcome.json",
    ) -> None:
        os.environ["PELAYANAN_DATA"] = str(package.parent)
        write_outcome(outcome, **run_once(spec.slug, template, parameters, outcome.parent))

    return run_page


def run_once(slug: str, template: Path, parameters: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Run one page into its folder; return its outcome, ``ok``, ``refused`` or ``failed``, and the reason."""
    from papermill.exceptions import PapermillExecutionError

    for stale in ("page.ipynb", "exhibits.json", "results.json", "executed.ipynb", "executed.failed.ipynb"):
        (folder / stale).unlink(missing_ok=True)
    try:
        notebook = execute(template, parameters, folder / "executed.ipynb")
        write_page(to_page(notebook), folder)
    except PapermillExecutionError as error:
        refused = error.ename in refusals()
        return {"outcome": "refused" if refused else "failed", "reason": _reason(error, refused)}
    except Exception as error:  # whatever stops one page must not stop the others: it becomes its outcome
        return {"outcome": "failed", "reason": f"{type(error).__name__}: {error}"}
    return {"outcome": "ok", "reason": ""}


def _reason(error: Any, refused: bool) -> str:
    return str(error.evalue) if refused else f"{error.ename}: {error.evalue}"


def write_outcome(path: Path, *, outcome: str, reason: str) -> None:
    """Write an outcome with the digest of everything the page made, so that what depends on it can tell."""
    made = sorted(p for p in path.parent.rglob("*") if p.is_file() and p != path and p.suffix != ".part")
    record = {"outcome": outcome, "reason": reason, "made": digest_files(made, path.parent)}
    part = path.with_name("outcome.part")
    part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    part.replace(path)


def read_outcome(path: Path) -> dict[str, str]:
    """Read an outcome; a missing one is ``failed``."""
    if not path.exists():
        return {"outcome": "failed", "reason": "it did not run to its end", "made": ""}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def forget_unfinished(runs: Path) -> None:
    """Forget outcomes that must be tried again: failed ones, and those whose files are gone or changed."""
    for path in runs.glob("*/outcome.json"):
        record = read_outcome(path)
        made = sorted(p for p in path.parent.rglob("*") if p.is_file() and p != path and p.suffix != ".part")
        if record["outcome"] == "failed" or record["made"] != digest_files(made, path.parent):
            path.unlink()


def _digest_json(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def report_tasks(specs: Sequence[PageSpec], data: Path, build: Path, language: str) -> list[Task]:
    """Return the tasks that run every page of a report, those of the study also without the ledger.

    Evidence workbenches of regions with public documents are made beside them.
    """
    code = code_digest()
    tables = [data / f"{name}.csv" for name in COMMON_TABLES]
    runs = [*specs, *(spec.without_ledger() for spec in specs if spec.uncorrected_slug)]
    evidence = [workbench_task(bench, data, build, language, code) for bench in benches(specs, data)]
    return [*evidence, *(page_task(spec, data, tables, build / "runs", code) for spec in runs)]


def book_tasks(
    specs: Sequence[PageSpec], data: Path, book: Path, build: Path, *, pdf: bool, language: str
) -> list[Task]:
    """Return the tasks that put the book together and print it in its editions."""
    package = PROJECT / "analysis" / "pipeline"
    code = digest_files(sorted(p for p in package.glob("*") if p.suffix in BOOK_CODE), package)
    # The engine collects every task that is made, so only those wanted are made.
    found = benches(specs, data)
    editions = [_html_task(build, code, found), *([_print_task(build, code)] if pdf else [])]
    return [_book_task(specs, data, book, build, code, language, found), *editions]


def _book_task(
    specs: Sequence[PageSpec],
    data: Path,
    book: Path,
    build: Path,
    code: str,
    language: str,
    found: Sequence[Bench],
) -> Task:
    prose = sorted(path for path in book.glob("*") if path.suffix in (".md", ".yml"))
    prose += sorted(path for path in (book / "_static").rglob("*") if path.is_file())
    tests = PROJECT / "tests"
    listed = [(spec.slug, spec.part, spec.title, spec.uncorrected_slug) for spec in specs]
    folders = [slug for spec in specs for slug in (spec.slug, spec.uncorrected_slug) if slug]

    @task(
        name="put the book together",
        kwargs={
            "outcomes": [build / "runs" / folder / "outcome.json" for folder in folders],
            "evidence": [build / FOLDER / bench.slug / "outcome.json" for bench in found],
            "prose": prose,
            "listed": PythonNode(value=listed, hash=_digest_json),
            "code": PythonNode(value=code, hash=True),
            "language": PythonNode(value=language, hash=True),
            "tests": PythonNode(value=digest_files(sorted(tests.rglob("test_*.py")), tests), hash=True),
        },
    )
    def put_together(
        outcomes: Sequence[Path],
        evidence: Sequence[Path],
        prose: Sequence[Path],
        listed: Sequence[Sequence[str]],
        code: str,
        language: str,
        tests: str,
        metadata: Path = data / "study" / "metadata.csv",
        ledger: Path = data / "corrections.csv",
        digest: Annotated[Path, Product] = build / "source.sha256",
    ) -> None:
        source = digest.with_name("source")
        made = {bench.slug: bench.title for bench in made_benches(found, build)}
        assemble_book(book, listed, build / "runs", metadata, source, language, ledger, made)
        files = sorted(path for path in source.rglob("*") if path.is_file())
        digest.write_text(digest_files(files, source) + "\n", encoding="utf-8", newline="\n")

    return put_together


def _html_task(build: Path, code: str, found: Sequence[Bench]) -> Task:
    slugs = [bench.slug for bench in found]

    @task(
        name="build the HTML edition",
        kwargs={
            "code": PythonNode(value=code, hash=True),
            "evidence": [build / FOLDER / slug / "outcome.json" for slug in slugs],
        },
    )
    def build_html_edition(
        code: str,
        evidence: Sequence[Path],
        digest: Path = build / "source.sha256",
        page: Annotated[Path, Product] = build / "html" / "index.html",
    ) -> None:
        from analysis.pipeline.book import build_html

        build_html(digest.with_name("source"), page.parent, beside={"workbench": bench_files(build, slugs)})

    return build_html_edition


def _print_task(build: Path, code: str) -> Task:
    @task(name="print the PDF and DOCX editions", kwargs={"code": PythonNode(value=code, hash=True)})
    def print_editions(
        code: str,
        digest: Path = build / "source.sha256",
        html: Path = build / "html" / "index.html",
        pdf: Annotated[Path, Product] = build / f"{BOOK_NAME}.pdf",
        docx: Annotated[Path, Product] = build / f"{BOOK_NAME}.docx",
    ) -> None:
        from analysis.pipeline.print import build_docx, build_pdf
        from analysis.pipeline.print_check import check_editions

        source = digest.with_name("source")
        build_pdf(source, pdf)
        build_docx(source, docx)
        check_editions(source, html.parent, pdf, docx)

    return print_editions


def assemble_book(
    book: Path,
    listed: Sequence[Sequence[str]],
    runs: Path,
    metadata: Path,
    target: Path,
    language: str,
    ledger: Path,
    workbenches: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Put the source of the book together from the prose and from what the notebooks made.

    Workbenches are those that were made: slug of the chapter to its title.
    """
    import pandas as pd

    from analysis.pipeline.book import Page, assemble
    from analysis.pipeline.book_corrections import ledger_report

    pages: list[Page] = []
    results: dict[str, Any] = {}
    for slug, part, title, _ in listed:
        folder = runs / slug
        record = read_outcome(folder / "outcome.json")
        made = record["outcome"] == "ok"
        pages.append(
            Page(
                slug,
                part,
                title,
                folder / "page.ipynb" if made else None,
                record["outcome"],
                record["reason"],
            )
        )
        if made and part != "specimen":  # what is made up can be bound by no sentence of the book
            prefix = f"region.{slug[:4]}" if part in ("study", "further") else part
            found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
            results |= {f"{prefix}.{id}": value for id, value in found.items()}
    study = pd.read_csv(metadata, dtype=str, keep_default_na=False)
    about = dict(zip(study["key"], study["value"], strict=True))
    corrections = ledger_report(ledger, _pairs(listed, runs))
    assemble(
        book, pages, results, runs, target, about,
        language=language, corrections=corrections, workbenches=workbenches,
    )  # fmt: skip


def _pairs(listed: Sequence[Sequence[str]], runs: Path) -> list[tuple[str, Path, Path, str]]:
    """List the pages that are run with and without the ledger, and why two runs cannot be compared."""
    pairs = []
    for slug, _, title, uncorrected in listed:
        if not uncorrected:
            continue
        records = [read_outcome(runs / name / "outcome.json") for name in (slug, uncorrected)]
        bad = [record["reason"] for record in records if record["outcome"] != "ok"]
        pairs.append((title, runs / slug, runs / uncorrected, bad[0] if bad else ""))
    return pairs
