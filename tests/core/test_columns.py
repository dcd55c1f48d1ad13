"""Tables: columns of their own, arithmetic in place, rows that come, go and move."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.core.columns import Column, Table
from tests.small import small


class Boxes(Table):
    """A plain table."""

    label = Column(np.int64, "-", "What is written on the box")
    weight = Column(np.float64, "kg", "Weight of the box")
    sides = Column(np.float64, "m", "Length of its sides", (3,))
    open = Column(np.bool_, "-", "Whether it is open")


class Crates(Table):
    """A plain table with an inner axis whose length the world decides."""

    corners = Column(np.float64, "m", "Height of its corners", ("corners", 2))


def boxes(*weights: float) -> Boxes:
    table = Boxes()
    table.append(len(weights), {"label": np.arange(len(weights)), "weight": weights})
    return table


# Columns -----------------------------------------------------------------------------------------


def test_columns_are_declared_once_with_unit_and_meaning():
    assert list(Boxes.columns) == ["label", "weight", "sides", "open"]
    assert (Boxes.weight.unit, Boxes.weight.text, Boxes.weight.name) == ("kg", "Weight of the box", "weight")


def test_every_column_of_the_model_says_what_it_holds(world):
    model = Ecosystem(small(firms=1), world)
    tables = [model.firms, model.listings, model.carriers, model.platforms, model.customs, model.talent]
    for table in (*tables, model.markets):
        for name, column in table.columns.items():
            assert column.unit and column.text, f"{type(table).__name__}.{name}"


def test_columns_belong_to_the_instance():
    one, other = boxes(1.0, 2.0), boxes(1.0, 2.0)
    one.weight[0] = 50.0
    one.weight += 1.0
    assert one.weight.tolist() == [51.0, 3.0]
    assert other.weight.tolist() == [1.0, 2.0]
    assert not np.shares_memory(one.weight, other.weight)


def test_arithmetic_is_in_place():
    table = boxes(1.0, 2.0, 4.0)
    memory = table.data["weight"]
    table.weight += 1.0
    table.weight *= table.weight
    table.weight[[0, 2]] -= 0.5
    table.sides += [1.0, 2.0, 3.0]
    table.sides[:, 1] *= 2.0
    assert table.weight.tolist() == [3.5, 9.0, 24.5]
    assert table.sides.tolist() == [[1.0, 4.0, 3.0]] * 3
    assert table.data["weight"] is memory


def test_assignment_copies_into_the_column():
    table = boxes(1.0, 2.0, 4.0)
    values = np.array([7.0, 8.0, 9.0])
    table.weight = values
    values[:] = 0.0
    assert table.weight.tolist() == [7.0, 8.0, 9.0]
    table.weight = table.weight[::-1]
    assert table.weight.tolist() == [9.0, 8.0, 7.0]
    table.weight = 5.0
    assert table.weight.tolist() == [5.0] * 3
    table.open = table.weight > 1.0
    assert table.open.all()


def test_assignment_never_changes_the_number_of_rows():
    table = boxes(1.0, 2.0, 4.0)
    with pytest.raises(ValueError, match="broadcast"):
        table.weight = [1.0, 2.0]
    assert table.weight.tolist() == [1.0, 2.0, 4.0]


def test_a_whole_number_never_turns_into_a_fraction():
    table = boxes(1.0)
    with pytest.raises(TypeError):
        table.label += 0.5
    assert table.label.tolist() == [0]


def test_columns_with_a_width_of_the_world():
    wide, narrow = Crates({"corners": 5}), Crates({"corners": 3})
    wide.append(2, {})
    narrow.append(2, {})
    assert (wide.corners.shape, narrow.corners.shape) == ((2, 5, 2), (2, 3, 2))
    wide.reserve(40)
    assert wide.corners.shape == (2, 5, 2)
    with pytest.raises(KeyError, match="corners"):
        Crates()


# Growth and arrangement --------------------------------------------------------------------------


def test_growth_keeps_rows_and_is_cheap():
    table, places = Boxes(), set()
    for number in range(1_000):
        table.append(1, {"label": number, "weight": number / 2})
        places.add(id(table.data["weight"]))
    assert table.label.tolist() == list(range(1_000))
    assert table.weight.tolist() == [number / 2 for number in range(1_000)]
    assert len(table.data["weight"]) < 1_500
    assert len(places) < 25


def test_reserve_makes_room_and_changes_nothing_else():
    table = boxes(1.0, 2.0)
    table.reserve(100)
    memory = table.data["weight"]
    assert len(table) == 2
    table.append(98, {"weight": 3.0})
    assert table.data["weight"] is memory
    assert table.weight.sum() == 3.0 + 98 * 3.0


def test_columns_that_are_not_named_start_at_zero_even_in_used_room():
    table = boxes(1.0, 2.0, 4.0)
    table.sides = 9.0
    table.open = True
    table.arrange(np.array([1]))
    table.append(2, {"weight": [5.0, 6.0]})
    assert table.weight.tolist() == [2.0, 5.0, 6.0]
    assert table.sides.tolist() == [[9.0] * 3, [0.0] * 3, [0.0] * 3]
    assert table.open.tolist() == [True, False, False]


def test_an_unknown_column_is_refused_and_nothing_is_added():
    table = boxes(1.0)
    with pytest.raises(KeyError, match="Boxes has no column 'colour'"):
        table.append(1, {"weight": 1.0, "colour": 3})
    assert len(table) == 1


def test_arrange_keeps_orders_and_drops():
    table = boxes(0.0, 1.0, 2.0, 3.0)
    table.sides[:, 0] = table.weight
    table.arrange(np.array([3, 0, 2]))
    assert table.weight.tolist() == [3.0, 0.0, 2.0]
    assert table.sides[:, 0].tolist() == [3.0, 0.0, 2.0]
    table.arrange(np.empty(0, np.int64))
    assert len(table) == 0
    assert table.weight.shape == (0,)


def test_a_frame_is_a_copy_with_one_column_a_cell():
    table = boxes(1.0, 2.0)
    frame = table.frame()
    assert list(frame.columns) == ["label", "weight", "sides_0", "sides_1", "sides_2", "open"]
    frame.loc[0, "weight"] = 99.0
    assert table.weight.tolist() == [1.0, 2.0]


def test_a_frame_at_real_size_multiplies_what_adds_up_and_nothing_else():
    class Heaps(Table):
        kg = Column(np.float64, "kg", "weight", adds_up=True)
        age = Column(np.float64, "weeks", "age")

    heaps = Heaps()
    heaps.append(2, {"kg": [1.0, 2.0], "age": [3.0, 4.0]})
    frame = heaps.frame(200.0)
    assert frame["kg"].tolist() == [200.0, 400.0]
    assert frame["age"].tolist() == [3.0, 4.0]
    assert heaps.frame()["kg"].tolist() == heaps.kg.tolist() == [1.0, 2.0]


def test_state_and_restore_are_copies():
    table = boxes(1.0, 2.0, 4.0)
    table.arrange(np.array([2, 0]))
    state = table.save()
    table.weight += 100.0
    other = Boxes()
    other.restore(state)
    state["weight"][:] = -1.0
    assert other.weight.tolist() == [4.0, 1.0]
    assert {name: values.dtype for name, values in other.data.items()} == {
        name: column.dtype for name, column in Boxes.columns.items()}
    other.append(1, {"weight": 8.0})
    assert other.weight.tolist() == [4.0, 1.0, 8.0]


def test_a_state_without_a_column_is_refused():
    state = boxes(1.0).save()
    del state["weight"]
    with pytest.raises(KeyError, match="weight"):
        Boxes().restore(state)
