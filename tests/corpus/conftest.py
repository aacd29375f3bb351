from hypothesis import settings

# No test measures time: the first date in words and the first language guess load their tables.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
