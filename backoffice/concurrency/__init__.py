"""Two people edit one record: what was shown, what was typed, and what is stored, compared."""
