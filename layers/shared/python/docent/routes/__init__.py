"""Groups of routes that a function serves beside its own: each parses, calls one use case, answers."""
