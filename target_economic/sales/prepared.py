"""What one batch's look-ups found of sales documents; see `posting.prepared`."""

from target_economic.posting import prepared
from target_economic.sales.found import Found

Prepared = prepared.Prepared[Found]
Living = prepared.Living[Found]
