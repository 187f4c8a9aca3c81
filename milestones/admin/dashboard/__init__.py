"""My work: the start page of the admin, by what it tells."""
