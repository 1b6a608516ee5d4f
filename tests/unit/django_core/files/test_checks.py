"""What is taken as a file, and what is left of it (S17)."""

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from django_core.files.checks import BYTES_MAX, FileRefused, MediaType, file_check, name_tidy
from tests.factories.files import document, picture

GPS = 0x8825
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00" + b"\x00" * 200


def _code(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        file_check(content)
    return refused.value.code


def _bomb(side: int) -> bytes:
    """A PNG that says it is ``side`` × ``side`` and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    )


def _zip() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"\x00", "FILE_TYPE_REFUSED"),
        (SVG, "FILE_TYPE_REFUSED"),
        (HTML, "FILE_TYPE_REFUSED"),
        (EXE, "FILE_TYPE_REFUSED"),
        (_zip(), "FILE_TYPE_REFUSED"),
        (picture("GIF"), "FILE_TYPE_REFUSED"),
        (b"\xff\xd8\xff" + HTML, "FILE_BROKEN"),
        (picture()[:-30], "FILE_BROKEN"),
        (_bomb(20_000), "IMAGE_TOO_LARGE"),
        (_bomb(9_000), "IMAGE_TOO_LARGE"),
        (picture() + b"\x00" * BYTES_MAX, "FILE_TOO_LARGE"),
        (b"%PDF-1.7\n" + HTML, "FILE_BROKEN"),
    ],
    ids=["0 bytes", "nul", "svg", "html", "exe", "zip", "gif", "wrong magic", "cut", "20000 px",
         "9000 px", "too large", "no pdf"],
)  # fmt: skip
def test_what_is_no_picture_and_no_document_is_refused(content, code):
    assert _code(content) == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_is_gone(kind):
    checked = file_check(picture(kind) + HTML + _zip())
    assert HTML not in checked.content
    assert b"PK\x03\x04" not in checked.content
    assert (checked.width, checked.height) == (40, 30)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_where_a_photo_was_taken_is_gone(kind):
    exif = Image.Exif()
    exif[0x010E] = "canary-of-a-person"
    exif.get_ifd(GPS).update({1: "N", 2: (41.0, 18.0, 40.5), 3: "E", 4: (69.0, 14.0, 24.1)})
    taken = picture(kind, exif=exif)
    assert b"canary" in taken
    checked = file_check(taken)
    with Image.open(BytesIO(checked.content)) as kept:
        assert not kept.getexif()
        assert not kept.info.get("exif")
    assert b"canary" not in checked.content


def test_photo_that_lies_on_its_side_is_kept_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert (file_check(picture("JPEG", exif=exif)).width) == 30


def test_large_photo_becomes_smaller():
    checked = file_check(picture("JPEG", size=(5_000, 2_500)))
    assert max(checked.width, checked.height) <= 4_096


def test_document_is_kept_without_what_stands_around_it():
    checked = file_check(document() + HTML)
    assert checked.media_type == MediaType.PDF
    assert HTML not in checked.content


@pytest.mark.parametrize(
    "active",
    [
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")},
        {"AA": pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))},
        {"Names": pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary())},
        {"AcroForm": pikepdf.Dictionary(XFA=pikepdf.Array([]))},
        {"Deep": pikepdf.Array([pikepdf.Array([pikepdf.Dictionary(JS="x")])])},
        {"Note": pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment)},
    ],
    ids=["script", "launch", "files", "form", "deep", "attachment"],
)
def test_document_that_does_something_is_refused(active):
    assert _code(document(**active)) == "PDF_ACTIVE"


def test_document_with_a_password_is_refused():
    written = BytesIO()
    with pikepdf.open(BytesIO(document())) as made:
        made.save(written, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert _code(written.getvalue()) == "PDF_LOCKED"


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\фото.PNG", "фото.png"),
        ("a\r\nSet-Cookie: x=1.png", "a Set-Cookie x=1.png"),
        ("invoice\u202egnp.exe", "invoicegnp.png"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
        ("photo.tar.gz", "photo.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ('"><script>.png', "script.png"),
        ("a\x00b\ud800.png", "ab.png"),
    ],
)
def test_name_is_one_safe_line_with_the_ending_of_its_bytes(raw, tidy):
    assert name_tidy(raw, media_type=MediaType.PNG) == tidy
