"""What reaching the standards costs, who pays for it, and what a given budget can buy.

The steps, each a function of frames: :func:`plan.make_plan` (targets and denominators by year),
:func:`need.cost_need` (need and cost of serving), :func:`allocation.allocate_lines` (budget lines shared over
indicators), :func:`gap.funding_gap`, :func:`purchase.buy` and :func:`curve.least_cost_curve` (what money can
buy, and in which order), :func:`uncertainty.need_uncertainty`. :mod:`records` reads them from what a region
supplies, and :func:`regional.cost_region` does all of it.

Limits that hold for all: the cost of a unit does not change with the number of units; people are alike, so
nothing is said of who is reached first or of equity; quality and demand are not modelled.
"""
