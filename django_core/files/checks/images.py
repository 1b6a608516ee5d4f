"""Photos: decoded and encoded again, so that only pixels are left: no place, no polyglot (S17)."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from django_core.files.checks.types import Checked, FileRefused, MediaType

# A telephone's camera gives up to 50 million; more is a bomb or of no use.
PIXELS_MAX = 60_000_000
# Enough to read a house number; what is larger is made smaller.
SIDE_PIXELS_MAX = 4_096
_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow raises for bytes that are no image, or half of one.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError)


def image_check(content: bytes, *, media_type: MediaType) -> Checked:
    """Return the picture encoded again, upright, without metadata; raises ``FileRefused``."""
    try:
        with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as image:
            _pixels_check(image)
            image.draft("RGB", (SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
            upright = ImageOps.exif_transpose(image)
    except _BOMBS as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        raise FileRefused("FILE_BROKEN", _("The picture cannot be read.")) from error
    return _encoded(upright, media_type=media_type)


def _pixels_check(image: Image.Image) -> None:
    if image.width * image.height > PIXELS_MAX:
        raise _too_many_pixels()


def _too_many_pixels() -> FileRefused:
    return FileRefused(
        "IMAGE_TOO_LARGE", _("The picture has too many pixels."), pixels_max=PIXELS_MAX
    )


def _encoded(image: Image.Image, *, media_type: MediaType) -> Checked:
    has_alpha = media_type != MediaType.JPEG and "A" in image.getbands()
    plain = image.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
    plain.info.clear()  # Comments, profiles and places travel there.
    written = BytesIO()
    quality = {} if media_type == MediaType.PNG else {"quality": 85}
    plain.save(written, format=_FORMATS[media_type], **quality)
    return Checked(
        content=written.getvalue(), media_type=media_type, width=plain.width, height=plain.height
    )
