"""Composite indices as recipes that can be replayed under other choices, with what the choices do.

The steps are those of OECD and JRC (2008), Handbook on Constructing Composite Indicators:
:mod:`recipe` says what is wanted, :func:`building.build_index` makes it, :func:`building.replay` makes it
otherwise, and :mod:`uncertainty`, :mod:`sensitivity` and :mod:`dominance` say how much of a ranking holds.
"""
