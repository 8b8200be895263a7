"""Voice: complaint surveys, service promises and recommendations, procedures, satisfaction."""
