"""Documents: read and written anew; one that does anything but show pages is refused (S17)."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import pikepdf
from django.utils.translation import gettext as _

from django_core.files.checks.types import Checked, FileRefused, MediaType

PAGES_MAX = 300
OBJECTS_MAX = 50_000
DEPTH_MAX = 30
# What runs, what carries another file, what sends something somewhere.
_KEYS = frozenset({"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"})
_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
    }
)
_KINDS = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D"})
_NAMED = ("/S", "/Type", "/Subtype")


def pdf_check(content: bytes) -> Checked:
    """Return the document written anew without its metadata; raises ``FileRefused``."""
    try:
        with pikepdf.open(BytesIO(content)) as document:
            _sizes_check(document)
            if any(_is_active(found) for found in document.objects):
                raise FileRefused("PDF_ACTIVE", _("A document with scripts or files is refused."))
            return Checked(content=_saved(document), media_type=MediaType.PDF)
    except pikepdf.PasswordError as error:
        raise FileRefused("PDF_LOCKED", _("The document has a password.")) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise FileRefused("FILE_BROKEN", _("The document cannot be read.")) from error


def _sizes_check(document: pikepdf.Pdf) -> None:
    is_over = len(document.objects) > OBJECTS_MAX or len(document.pages) > PAGES_MAX
    if is_over:
        raise FileRefused("PDF_TOO_LARGE", _("The document is too long."), pages_max=PAGES_MAX)
    if not document.pages:
        raise FileRefused("FILE_BROKEN", _("The document has no page."))


def _saved(document: pikepdf.Pdf) -> bytes:
    for name in ("/Info", "/Metadata"):
        for place in (document.trailer, document.Root):
            if name in place:
                del place[name]
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _is_active(found: pikepdf.Object, *, depth: int = 0) -> bool:
    """Return whether an object, or one written inside it, does or carries something."""
    if depth > DEPTH_MAX:
        return True
    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        is_named = any(_name_of(found, key) in _ACTIONS | _KINDS for key in _NAMED)
        if is_named or not _KEYS.isdisjoint(found.keys()):
            return True
        return any(_is_active(inner, depth=depth + 1) for inner in _direct(found.values()))
    if isinstance(found, pikepdf.Array):
        return any(_is_active(inner, depth=depth + 1) for inner in _direct(found))
    return False


def _direct(values: Iterable[object]) -> Iterator[pikepdf.Object]:
    """Yield what is written inside an object; what it only points to is looked at in its turn."""
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield value


def _name_of(found: pikepdf.Object, key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
