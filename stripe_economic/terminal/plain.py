"""Text of others on a terminal: what Stripe's customers typed may hold characters that move the cursor."""


def plain(text: str) -> str:
    """Return a text on one line, without what a terminal would act on."""
    return "".join(char if char.isprintable() else " " for char in text)
