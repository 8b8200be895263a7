"""Qualitative comparative analysis: truth tables, exact minimisation, fit, necessity, robustness.

Order of use: :func:`necessity.necessary_conditions`, :func:`truth_table.truth_table`,
:func:`solutions.minimise` for the three solutions, :func:`cases.case_types`, and then how much of it holds:
:mod:`ranges`, :mod:`robustness`, :mod:`chance`.
"""
