from hypothesis import settings

# A busy machine is not a failing test: properties are judged by their result, not by the clock.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
