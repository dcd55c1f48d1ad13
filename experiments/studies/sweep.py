"""A sweep: one base scenario, factors that vary, seeds, and what is asked of every run."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ecosystem.scenario import Scenario
from experiments.studies.study import Outcome, Run, acting

SWEEP = "sweep"
GRID = "grid"
LATIN_HYPERCUBE = "latin_hypercube"
DESIGNS = (GRID, LATIN_HYPERCUBE)

Value = int | float
Point = dict[str, Value]
"""Value of every factor, by parameter key."""


@dataclass(frozen=True)
class Factor:
    """A parameter that varies: over listed values, or over a range.

    Attributes:
        key: the parameter, as "group.name".
        values: the values to take, empty for a range.
        low: lower end of a range.
        high: upper end of a range.
        whole: whether the parameter is a whole number.
    """

    key: str
    values: tuple[Value, ...] = ()
    low: Value | None = None
    high: Value | None = None
    whole: bool = False

    def at(self, share: float) -> Value:
        """The value at a share of the way through, all values of a list or range equally likely.

        Args:
            share: from 0 (included) to 1 (excluded).
        """
        if self.values:
            return self.values[int(share * len(self.values))]
        assert self.low is not None and self.high is not None
        if self.whole:
            return int(self.low + int(share * (self.high - self.low + 1)))
        return float(self.low + share * (self.high - self.low))


@dataclass(frozen=True)
class Sweep:
    """What a study file asks for, checked.

    Attributes:
        title: name of the study.
        question: what it is to answer.
        base: parameters that do not vary, policies included.
        factors: parameters that vary.
        design: how the factors' values are combined: grid or latin_hypercube.
        samples: points of a Latin hypercube; 0 for a grid.
        sampling_seed: seed of the Latin hypercube.
        seeds: every point is run once with each.
        weeks: weeks simulated in each run.
        outcomes: what is summed up of each run.
        world: folder of the world, or None for the default one.
    """

    title: str
    question: str
    base: Scenario
    factors: tuple[Factor, ...]
    design: str
    samples: int
    sampling_seed: int
    seeds: tuple[int, ...]
    weeks: int
    outcomes: tuple[Outcome, ...]
    world: Path | None = None

    kind: ClassVar[str] = SWEEP
    tables: ClassVar[tuple[str, ...]] = ("weekly",)

    @cached_property
    def points(self) -> list[Point]:
        """The combinations of values that the design takes, in a fixed order."""
        return grid(self.factors) if self.design == GRID else self._hypercube()

    @cached_property
    def runs(self) -> list[Run]:
        """Every point with every seed, the seeds of a point side by side.

        Raises:
            ScenarioError: values that the scenario does not accept together.
        """
        pairs = itertools.product(self.points, self.seeds)
        return [Run(point, self._scenario(point, seed)) for point, seed in pairs]

    def conditions(self) -> dict[str, Any]:
        """All that decides the runs, as plain values: equal conditions, equal runs."""
        return {
            "base": acting(self._scenario({}, self.seeds[0])),
            "factors": {factor.key: _levels(factor) for factor in self.factors},
            "design": self.design,
            "samples": self.samples,
            "sampling_seed": self.sampling_seed,
            "seeds": list(self.seeds),
            "weeks": self.weeks,
        }

    def _hypercube(self) -> list[Point]:
        return latin_hypercube(self.factors, self.samples, self.sampling_seed)

    def _scenario(self, point: Mapping[str, Value], seed: int) -> Scenario:
        return self.base.replace({**point, "run.seed": seed, "run.weeks": self.weeks})


def _levels(factor: Factor) -> list[Value] | dict[str, Value | None]:
    return list(factor.values) or {"low": factor.low, "high": factor.high}


def grid(factors: tuple[Factor, ...]) -> list[Point]:
    """Every combination of the factors' values, the last factor varying fastest."""
    keys = [factor.key for factor in factors]
    levels = itertools.product(*(factor.values for factor in factors))
    return [dict(zip(keys, values, strict=True)) for values in levels]


def latin_hypercube(factors: tuple[Factor, ...], samples: int, seed: int) -> list[Point]:
    """Points that spread evenly along every factor at once (McKay, Beckman and Conover, 1979).

    Args:
        factors: lists are cut into equal parts, as ranges of whole numbers are.
        samples: number of points.
        seed: of the shuffling.
    """
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed))
    return [
        {factor.key: factor.at(share) for factor, share in zip(factors, row.tolist(), strict=True)}
        for row in sampler.random(samples)
    ]
