"""Calls of other people's estimators: their warnings become sentences, their refusals become ours."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from analysis.errors import MethodError


def quietly(call: Any, *arguments: Any, **options: Any) -> tuple[Any, tuple[str, ...]]:
    """Return a library's result and its warnings as sentences; its refusals become ours.

    Raises
    ------
    MethodError
        With the library's reason.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = call(*arguments, **options)
        except (ValueError, np.linalg.LinAlgError) as error:
            raise MethodError(f"The estimator refuses these data: {error}") from error
    told = dict.fromkeys(str(item.message).split("\n")[0] for item in caught)
    return result, tuple(told)
