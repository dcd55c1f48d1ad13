"""The scenario: every parameter once, grouped, checked, and never changed in place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError

from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.scenario.parameters.labour import LabourParameters
from ecosystem.scenario.parameters.market import MarketParameters
from ecosystem.scenario.parameters.parameter import ParameterGroup
from ecosystem.scenario.parameters.providers import ProviderParameters
from ecosystem.scenario.parameters.run import RunParameters
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.parameters.stock import StockParameters
from ecosystem.scenario.policy import MOST_POLICIES, Policy, tuple_of_at_most
from ecosystem.scenario.reading import POLICY, ScenarioError, explained, keys_of, read_toml, suggestion

Policies = Annotated[tuple[Policy, ...], BeforeValidator(tuple_of_at_most(MOST_POLICIES))]


class Scenario(ParameterGroup):
    """All parameters of a run, as groups of frozen values.

    `Scenario()` is the base scenario. Read one from a file with `Scenario.load`, and get a
    changed copy with `scenario.replace({"run.firms": 500})`.
    """

    title: str = Field(default="", description="Name of the scenario, shown in reports.")
    description: str = Field(default="", description="What the scenario is about.")
    run: RunParameters = RunParameters()
    market: MarketParameters = MarketParameters()
    sellers: SellerParameters = SellerParameters()
    services: ServiceParameters = ServiceParameters()
    stock: StockParameters = StockParameters()
    freight: FreightParameters = FreightParameters()
    customs: CustomsParameters = CustomsParameters()
    providers: ProviderParameters = ProviderParameters()
    labour: LabourParameters = LabourParameters()
    policy: Policies = Field(default=(), description="Policies and shocks, in the order written.")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a scenario from a TOML file; what it does not name keeps its default.

        Raises:
            ScenarioError: all faults of the file, one a line.
        """
        return cls.from_dict(read_toml(Path(path)), origin=str(path))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], origin: str = "scenario") -> Self:
        """Check nested values, group by group.

        Args:
            data: {group: {parameter: value}}, as a TOML file gives it.
            origin: what to call the source of these values in a message.

        Raises:
            ScenarioError: all faults, one a line "origin: key: problem".
        """
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            raise explained(error, cls, origin) from error

    @property
    def content_hash(self) -> str:
        """SHA-256 over every parameter and policy; title and description change no number."""
        content = self.model_dump(mode="json", exclude={"title", "description"})
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def replace(self, changes: Mapping[str, Any], origin: str = "scenario") -> Self:
        """A copy with some parameters changed.

        Args:
            changes: values by dotted key, such as {"run.firms": 500}.
            origin: what to call the source of these values in a message.

        Raises:
            ScenarioError: unknown keys, wrong types or values out of bounds.
        """
        data = self.model_dump()
        valid = set(keys_of(type(self)))
        unknown = [key for key in changes if key not in valid]
        if unknown:
            raise ScenarioError(
                f"{origin}: {key}: unknown key{suggestion(key.split('.'), type(self))}"
                for key in unknown
            )
        for key, value in changes.items():
            group, _, name = key.rpartition(".")
            (data[group] if group else data)[name] = value
        return self.from_dict(data, origin)

    def differences(self, other: Scenario | None = None) -> dict[str, Any]:
        """Parameters whose value differs from another scenario's (by default the base's).

        Returns:
            This scenario's value by dotted key, in the order declared; a policy that the other
            scenario lacks as "policy 1" and so on, in one line of words.
        """
        than = other or type(self)()
        base = than.model_dump()
        parameters = {
            f"{group}.{name}": value
            for group, table in self.model_dump().items()
            if isinstance(table, dict)
            for name, value in table.items()
            if value != base[group][name]
        }
        policies = {
            f"{POLICY} {number}": policy.in_words()
            for number, policy in enumerate(self.policy, start=1)
            if policy not in than.policy
        }
        return parameters | policies
