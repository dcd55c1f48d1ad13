"""Keyed random draws: a draw depends on who and when, never on order or on how many others draw.

Every draw is a hash of seed, stream name, week and integer keys (a firm's id, a destination, ...).
Nothing is stored, so changing one policy leaves all unrelated draws untouched (common random
numbers), and threads or workers cannot change a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from ecosystem.core.arrays import Floats
from ecosystem.theory.quantiles import binomial_quantile, poisson_quantile

__all__ = [
    "Draws",
    "WeekDraws",
    "binomial_quantile",
    "multinomial_split",
    "poisson_quantile",
    "systematic_split",
]

Counts = NDArray[np.int64]

BLOCK = 32_768
"""Keys hashed at a time: block and scratch together stay in a core's own cache."""

WORD = 2**64 - 1
KEY_STEP = 0x9E3779B97F4A7C15  # odd, 2**64 / golden ratio: neighbouring keys land far apart
KEY_MIX = 0xD6E8FEB86659FD93  # odd; stirs one key in before the next arrives
FIRST_MIX, SECOND_MIX = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
ONE = 0x3FF0000000000000  # bits of 1.0: or-ing 52 bits below gives a float64 in [1, 2)
BELOW_ONE = 1 - 2.0**-53


@dataclass(frozen=True)
class Draws:
    """Stateless random draws of one run; `at` gives those of a week.

    Raises:
        ValueError: for a seed outside 0 .. 2**64 - 1.
    """

    seed: int

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= WORD:
            raise ValueError("the seed must lie between 0 and 2**64 - 1")

    def at(self, age: int) -> WeekDraws:
        """The draws of a week, counted from the founding; week 0 holds what is drawn once for good."""
        return WeekDraws(self.seed, age)


@dataclass(frozen=True)
class WeekDraws:
    """Stateless random draws of one week, keyed by stream and integer keys.

    Keys are integers or integer arrays that broadcast against each other; the result has their
    common shape. Raises TypeError for keys that are not integers.

    Attributes:
        seed: seed of the run.
        age: the week, counted from the founding.
    """

    seed: int
    age: int

    def for_good(self) -> WeekDraws:
        """The draws of the same run that are made once and hold in every week."""
        return WeekDraws(self.seed, 0)

    def uniform(self, stream: str, *keys: ArrayLike) -> Floats:
        """Uniform numbers in the open interval (0, 1), odd multiples of 2**-53.

        SplitMix64 finaliser (Steele, Lea & Flood 2014) over a chain of keys.
        """
        keys = keys or (0,)
        arrays: list[Any] = [*keys, None]
        access: list[Any] = [["readonly"]] * len(keys) + [["writeonly", "allocate"]]
        types: list[Any] = [np.int64] * len(keys) + [np.float64]
        start = _mix(_mix(_mix(self.seed) ^ _stream_number(stream)) + (int(self.age) & WORD))
        blocks = np.nditer(
            arrays,
            flags=["external_loop", "buffered", "zerosize_ok"],
            op_flags=access,
            op_dtypes=types,
            order="C",
            buffersize=BLOCK,
        )
        scratch = np.empty(min(BLOCK, blocks.itersize), np.uint64)
        with blocks:
            for *block_keys, out in blocks:
                _hash_block(start, block_keys, out, scratch[: out.size])
            drawn: Floats = blocks.operands[-1][()]
        return drawn

    def normal(self, stream: str, *keys: ArrayLike) -> Floats:
        """Standard normal numbers, by inversion of one uniform each."""
        result: Floats = ndtri(self.uniform(stream, *keys))
        return result

    def poisson(self, stream: str, mean: ArrayLike, *keys: ArrayLike) -> Counts:
        """Poisson counts with the given means (which broadcast against the keys)."""
        return poisson_quantile(self.uniform(stream, *keys), mean)

    def binomial(
        self, stream: str, count: ArrayLike, probability: ArrayLike, *keys: ArrayLike
    ) -> Counts:
        """Binomial counts: how many of `count` succeed (arguments broadcast against the keys)."""
        return binomial_quantile(self.uniform(stream, *keys), count, probability)


def multinomial_split(
    draws: WeekDraws,
    stream: str,
    counts: Counts,
    probabilities: Floats,
    *keys: ArrayLike,
) -> Counts:
    """Split counts (n,) at random over k outcomes with probabilities (n, k); rows sum to counts.

    Nested binomials with one uniform per outcome, keyed by `keys` and the outcome's number; only
    rows that still hold something are drawn. Rows of probabilities are scaled to sum to one.
    Raises ValueError where a positive count meets probabilities that sum to nothing.
    """
    left = np.array(counts, np.int64)
    shares = np.broadcast_to(probabilities, (left.size, np.shape(probabilities)[-1]))
    tails = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1]
    if np.any((tails[:, 0] <= 0) & (left > 0)):
        raise ValueError("cannot split a positive count over probabilities that sum to nothing")
    wide = [np.broadcast_to(key, left.shape) for key in keys]
    result = np.zeros(shares.shape, np.int64)
    for outcome in range(shares.shape[1] - 1):
        rows = np.flatnonzero((left > 0) & (shares[:, outcome] > 0))
        chance = shares[rows, outcome] / tails[rows, outcome]
        who: list[ArrayLike] = [*(key[rows] for key in wide), outcome]
        result[rows, outcome] = draws.binomial(stream, left[rows], chance, *who)
        left -= result[:, outcome]
    result[:, -1] = left
    return result


def systematic_split(uniform: Floats, counts: Counts, cumulative: Floats) -> Counts:
    """Split counts (n,) evenly over k parts by cumulative shares (n, k); rows sum to counts.

    Systematic sampling (Madow & Madow 1944): every part gets its expected number, rounded down or
    up, and exactly its expectation on average. Whatever lies beyond the last share joins it.
    """
    counts = np.asarray(counts, np.int64)
    edges = np.asarray(counts[:, None] * cumulative + uniform[:, None]).astype(np.int64)
    np.minimum(edges, counts[:, None], out=edges)
    edges[:, -1] = counts
    return np.diff(edges, axis=1, prepend=0)


@lru_cache(maxsize=1024)
def _stream_number(stream: str) -> int:
    """The same 64-bit number for a stream's name on every machine and in every process."""
    return int.from_bytes(blake2b(stream.encode(), digest_size=8).digest(), "little")


def _mix(word: int) -> int:
    """SplitMix64 finaliser of one 64-bit word."""
    word &= WORD
    word = ((word ^ (word >> 30)) * FIRST_MIX) & WORD
    word = ((word ^ (word >> 27)) * SECOND_MIX) & WORD
    return word ^ (word >> 31)


def _hash_block(
    start: int, keys: list[Counts], out: Floats, scratch: NDArray[np.uint64]
) -> None:
    """Hash one block of keys in place and turn the bits in `out` into uniform numbers."""
    word = out.view(np.uint64)
    word[:] = start
    for number, key in enumerate(keys):
        if number:
            _fold(word, 32, scratch)
            word *= KEY_MIX
        np.multiply(key.view(np.uint64), np.uint64(KEY_STEP), out=scratch)
        word += scratch
    _fold(word, 30, scratch)
    word *= FIRST_MIX
    _fold(word, 27, scratch)
    word *= SECOND_MIX
    _fold(word, 31, scratch)
    word >>= 12
    word |= ONE
    np.subtract(out, BELOW_ONE, out=out)


def _fold(word: NDArray[np.uint64], bits: int, scratch: NDArray[np.uint64]) -> None:
    """In place: word ^= word >> bits."""
    np.right_shift(word, bits, out=scratch)
    np.bitwise_xor(word, scratch, out=word)
