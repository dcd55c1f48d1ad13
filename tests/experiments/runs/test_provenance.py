"""What a result depends on is recognised."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from experiments.runs.provenance import module_hash, peak_memory, processor, source_hash, version_of, versions


def test_the_source_hash_changes_with_any_file_and_with_names_only(tmp_path: Path) -> None:
    hashes = []
    for name, text in (("a.py", "x"), ("a.py", "y"), ("b.py", "y"), ("b.txt", "z")):
        folder = tmp_path / str(len(hashes))
        folder.mkdir()
        (folder / name).write_text(text)
        hashes.append(source_hash(folder))
    assert len(set(hashes)) == 4
    twin = tmp_path / "twin"
    twin.mkdir()
    (twin / "a.py").write_text("x")
    assert source_hash(twin) == hashes[0]


def test_versions_are_those_installed() -> None:
    assert versions()["numpy"] == np.__version__
    assert version_of("no-such-package-at-all") == "not installed"


def test_the_processor_names_its_vector_instructions() -> None:
    code = "from experiments.runs.provenance import processor; print(processor())"
    root = str(Path(__file__).parents[3])
    words = processor().split()
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    assert set(found) <= set(words)
    if not found:
        return
    disabled = os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(found), "PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, "-c", code], env=disabled, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() != processor()


def test_peak_memory_only_grows() -> None:
    before = peak_memory()
    assert before is not None
    block = np.ones(40_000_000)
    after = peak_memory()
    assert after is not None
    assert after >= before
    assert after >= block.nbytes


def test_a_class_is_known_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    texts = {"own_one": "x = 1", "own_two": "x = 2", "own_three": "x = 1"}
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(f"{text}\nclass Own: ...\n")
    one, two, three = (module_hash(import_module(name).Own) for name in texts)
    for name in texts:
        del sys.modules[name]
    assert one != two
    assert one == three


def test_a_class_without_a_file_is_only_known_in_this_process() -> None:
    own = type("Own", (), {"__module__": "builtins"})
    assert module_hash(own) == module_hash(own)
    module_hash.cache_clear()
    assert module_hash(own) != module_hash(type("Own", (), {"__module__": "builtins"}))
