"""One thread for the linear algebra: sums then come out the same to the last digit."""

__all__ = ["ONE_THREAD"]

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
