"""Puts the rooms of a run together."""

from collections.abc import Callable
from dataclasses import dataclass

from run_telemetry.facts import Request
from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customers
from target_economic.http.client import Client
from target_economic.http.limiter import Limiter
from target_economic.posting.posting import Poster
from target_economic.products.products import Products
from target_economic.run.desk import Desk
from target_economic.sales.policies import Policies
from target_economic.sales.rounding import Rounding
from target_economic.sales.sales import Sales
from target_economic.settings.settings import Settings
from target_economic.stopping import Stopping
from target_economic.vouchers import vouchers
from target_economic.write_back.stripe import Stripe
from target_economic.write_back.write_back import WriteBack


@dataclass(frozen=True, slots=True)
class Rooms:
    """What lives as long as one run."""

    client: Client
    agreement: Agreement
    desk: Desk
    write_back: WriteBack | None


def furnish(settings: Settings, stopping: Stopping, tell: Callable[[Request], None] = lambda _: None) -> Rooms:
    """Return the rooms as the settings want them; nothing is sent yet.

    Args:
        settings: checked.
        stopping: asked by a signal.
        tell: takes each request and how long it took.
    """
    client = Client(
        settings.api_url,
        settings.app_secret_token,
        settings.agreement_grant_token,
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        stopping=stopping,
        limiter=Limiter(),
        writes=not settings.dry_run,
        tell=tell,
    )
    agreement = Agreement(client)
    poster = Poster(client, agreement, dry_run=settings.dry_run)
    customers = Customers(client, poster, agreement, updates=settings.customer_updates)
    products = Products(
        client,
        poster,
        agreement,
        match=settings.product_match,
        missing=settings.missing_product,
        default=settings.default_product,
    )
    sales = Sales(
        client=client,
        agreement=agreement,
        poster=poster,
        customers=customers,
        products=products,
        rounding=Rounding(settings.rounding_limit, settings.rounding_product, settings.rounding_product_group),
        policies=Policies(
            send_by=settings.send_by,
            closed_period=settings.closed_period,
            existing_drafts=settings.existing_drafts,
            deleted_drafts=settings.deleted_drafts,
        ),
    )
    money = vouchers.Vouchers(
        client=client,
        agreement=agreement,
        poster=poster,
        booker=Poster(client.at(settings.services_url), agreement, dry_run=settings.dry_run),
        customers=customers,
        recent=sales.recent,
        policies=vouchers.Policies(
            closed_period=settings.closed_period,
            deleted_drafts=settings.deleted_drafts,
            book=settings.book_vouchers,
            attach=settings.attach_files,
        ),
    )
    write_back = None
    if settings.stripe_api_key and not settings.dry_run:
        stripe = Stripe(settings.stripe_api_url, settings.stripe_api_key, stopping, tell=tell)
        write_back = WriteBack(stripe, stopping)
    return Rooms(client, agreement, Desk(customers, products, sales, money), write_back)
