"""What a person sees at `/` of each side: read-only HTML without script, of what the side holds."""

from sandbox.page.economic import economic_page
from sandbox.page.stripe import stripe_page

__all__ = ["economic_page", "stripe_page"]
