"""How a parameter is declared: its value, unit, bounds, source and confidence."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Confidence = Literal["measured", "estimated", "assumed"]


class ParameterGroup(BaseModel):
    """A group of parameters: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def parameter(
    *,
    default: float,
    unit: str,
    low: float,
    high: float,
    source: str,
    confidence: Confidence,
    text: str,
) -> Any:
    """Declare one parameter.

    Args:
        default: value used when a scenario does not name the parameter.
        unit: unit of the value, "-" when it has none.
        low: smallest accepted value.
        high: largest accepted value.
        source: author and year, or how the value was found.
        confidence: measured (read from data), estimated (fitted in a study) or assumed.
        text: what the parameter means, in one sentence.

    Returns:
        A pydantic field that carries all of this into the registry and the JSON schema.
    """
    return Field(
        default=default,
        ge=low,
        le=high,
        description=text,
        json_schema_extra={"unit": unit, "source": source, "confidence": confidence},
    )
