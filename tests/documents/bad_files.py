"""Bad files, each made for real, and finders for the tests: importable by name, as a worker needs them."""

from __future__ import annotations

import io
import os
import time
import zipfile
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

STREAM = b"BT /F1 12 Tf 72 700 Td (Pelayanan kesehatan) Tj ET"


def handmade(
    *contents: bytes, extra: bytes = b"", resources: bytes = b"", box: bytes = b"0 0 595 842"
) -> bytes:
    """Form a PDF by hand, with a page for each content stream (given with its dictionary)."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * at) for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [ " + kids + b" ] /Count %d >>" % count,
    ]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    for at, content in enumerate(contents):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [ "
            + box
            + b" ] "
            + extra
            + b" /Resources << /Font << /F1 "
            + font
            + b" >> "
            + resources
            + b" >> /Contents %d 0 R >>" % (4 + 2 * at),
            content,
        ]
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """Form a PDF of numbered objects with its table of places."""
    text, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(text))
        text += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(text)
    text += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    text += b"".join(b"%010d 00000 n \n" % place for place in places)
    return text + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def stream(content: bytes, dictionary: bytes = b"") -> bytes:
    """Form a stream object."""
    return b"<< /Length %d " % len(content) + dictionary + b" >>\nstream\n" + content + b"\nendstream"


def good_pdf() -> bytes:
    return handmade(stream(STREAM))


def turned_pdf(turn: int) -> bytes:
    """A page that is shown turned by quarter turns."""
    return handmade(stream(STREAM), extra=b"/Rotate %d" % (90 * turn))


def bomb_pdf(megabytes: int) -> bytes:
    """A page whose content unpacks to very much more than the file."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m " * 174_763) for _ in range(megabytes)) + packer.flush()
    return handmade(stream(STREAM), stream(packed, b"/Filter /FlateDecode"))


def scanned_pdf(pages: int) -> bytes:
    """Pages that are a grey picture and nothing else."""
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        page = document.new_page(595, 842)
        picture = pdfium.PdfImage.new(document)
        bitmap = pdfium.PdfBitmap.new_native(50, 70, pdfium_c.FPDFBitmap_BGR)
        bitmap.fill_rect((200, 200, 200, 255), 0, 0, 50, 70)
        picture.set_bitmap(bitmap)
        picture.set_matrix(pdfium.PdfMatrix().scale(595, 842))
        page.insert_obj(picture)
        page.gen_content()
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def locked_pdf(user: bytes = b"rahasia") -> bytes:
    """A PDF of the owner "rahasia", locked with a password of the user (40-bit RC4, revision 2)."""
    import hashlib

    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (user + padding)[:32]
    owner = rc4(hashlib.md5((b"rahasia" + padding)[:32]).digest()[:5], padded)
    identity = bytes(range(16))
    key = hashlib.md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + identity).digest()[:5]
    user = rc4(key, padding)
    own = hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10]
    plain = handmade(stream(rc4(own, STREAM)))
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [ <%s> <%s> ] /Size" % (
        owner.hex().encode(),
        user.hex().encode(),
        identity.hex().encode(),
        identity.hex().encode(),
    )
    return plain.replace(b"trailer << /Size", b"trailer << " + lock)


def rc4(key: bytes, content: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def shifted_pdf() -> bytes:
    """A page whose letters are those of a font without a Unicode map: each three places further on."""
    text = "Pelayanan kesehatan dasar yang wajib dilaksanakan oleh pemerintah daerah menurut peraturan " * 4
    shifted = "".join(chr(ord(letter) + 3) if letter.isalpha() else letter for letter in text)
    shifted = shifted.replace("\\", "").replace("(", "").replace(")", "")
    lines = [shifted[at : at + 60] for at in range(0, len(shifted), 60)]
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    return handmade(stream(f"BT /F1 12 Tf 72 700 Td {shown} ET".encode("latin-1")))


def cut_off_pdf() -> bytes:
    """Two pages, the catalogue at the end, cut off within the text of the second page."""
    page = b"<< /Type /Page /Parent 1 0 R /MediaBox [ 0 0 595 842 ] /Resources << /Font << /F1 "
    page += b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents %d 0 R >>"
    objects = [b"<< /Type /Pages /Kids [ 2 0 R 3 0 R ] /Count 2 >>", page % 4, page % 5]
    catalogue = b"<< /Type /Catalog /Pages 1 0 R >>"
    whole = assembled([*objects, stream(STREAM), stream(STREAM * 20), catalogue])
    return whole[: whole.rindex(b"5 0 obj") + 2]


def looping_pdf() -> bytes:
    """A PDF whose tree of pages leads back to its root before its only page."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [ 2 0 R 3 0 R ] /Count 2 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] >>",
        ]
    )


def crowded_pdf(lines: int) -> bytes:
    """A page with very many tiny lines of text."""
    shown = (
        b"1 0 0 1 %d %d Tm (Pelayanan kesehatan) Tj" % (at % 100 * 5, at // 100 % 840) for at in range(lines)
    )
    return handmade(stream(b"BT /F1 1 Tf " + b" ".join(shown) + b" ET"))


def docx_bomb(path: Path) -> Path:
    """A DOCX whose main part unpacks to 40 MB, a thousand times its size."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("word/document.xml", "w") as part:
            for _ in range(40):
                part.write(b" " * 1024**2)
    return path


def count_pages(record, pages):
    """A finder: how many pages, and how many words."""
    numbers = [(page.number, len(page.words)) for page in pages]
    return record.document_type, numbers


def stop_early(record, pages):
    """A finder that looks at one page only."""
    return next(pages).number


def fail(record, pages):
    """A finder with an error."""
    raise ZeroDivisionError("nichts")


def end_process(record, pages):
    """A finder that ends the process, as a crash does."""
    for page in pages:
        if page.number == 2 and page.how != "unread":
            os._exit(11)
    return "survived"


def sleep(record, pages):
    """A finder that never comes back."""
    time.sleep(60)
