"""A back office on Django's admin that knows no project: permissions, actions, concurrency, history."""
