"""One run over one agreement: takes documents in batches and gives each exactly one outcome."""

import logging
from collections.abc import Callable, Iterable

from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customers
from target_economic.errors import NoAnswer, RecordError, Rejected
from target_economic.http.client import Client, Json
from target_economic.outcomes.outcomes import Action, Code, Outcome, Outcomes
from target_economic.posting.posting import Poster
from target_economic.products.products import Products
from target_economic.sales.lookup import Documents
from target_economic.sales.sales import Invoices, Rounding
from target_economic.settings.settings import Settings
from target_economic.singer.retry import RetryList

logger = logging.getLogger(__name__)

_FROM_MAPPING = frozenset(
    {
        Code.MISSING_VALUE,
        Code.BAD_VALUE,
        Code.NOT_IN_TABLE,
        Code.EXPRESSION_FAILED,
        Code.DOCUMENT_INVALID,
        Code.AMOUNTS_DO_NOT_ADD_UP,
        Code.NOT_FOUND_IN_STRIPE,
    }
)

# The kinds of sales documents that can be posted; of any other the document fails by name.
_POSTED = frozenset({"draft_invoice"})


class Run:
    """The target at work: everything that lives as long as one run."""

    def __init__(self, settings: Settings, checkpoint: Callable[[], None]) -> None:
        self._client = Client(
            settings.api_url, settings.app_secret_token, settings.agreement_grant_token, checkpoint=checkpoint
        )
        self._agreement = Agreement(self._client)
        poster = Poster(self._client, self._agreement)
        self._customers = Customers(self._client, poster)
        self._products = Products(self._client, poster)
        rounding = Rounding(settings.rounding_limit, settings.rounding_product, settings.rounding_product_group)
        self._invoices = Invoices(
            agreement=self._agreement,
            documents=Documents(self._client),
            poster=poster,
            customers=self._customers,
            products=self._products,
            rounding=rounding,
        )
        self.outcomes = Outcomes(settings.outcomes_file)
        self.retries = RetryList()

    def connect(self) -> None:
        """Make sure that e-conomic answers and accepts the tokens, before anything is taken in.

        Raises:
            RunError: it does not.
        """
        logger.info("Connected to e-conomic, agreement %d.", self._agreement.number)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def process(self, stream: str, documents: list[Json], checkpoint: Callable[[], None]) -> None:
        """Carry out a batch of documents of one stream.

        Args:
            stream: of the documents, such as `invoices`.
            documents: in the order in which they came.
            checkpoint: called between documents; raises where the run was asked to stop.

        Raises:
            RunError: the run cannot go on; the documents so far have their outcomes.
        """
        self._prefetch(stream, [document for document in documents if _to_post(document)])
        for document in documents:
            checkpoint()
            origin = _tap_stream(document) or stream
            outcome = self._outcome(stream, document, self.retries.attempts(origin, str(document["id"])))
            self.retries.note(origin, outcome)
            self.outcomes.add(outcome)

    def _prefetch(self, stream: str, documents: Iterable[Json]) -> None:
        prefetch: dict[str, Callable[[Iterable[Json]], None]] = {
            "invoices": self._invoices.prefetch,
            "customers": self._customers.prefetch,
            "products": self._products.prefetch,
        }
        try:
            if stream in prefetch:
                prefetch[stream](documents)
        except Rejected as error:
            logger.warning("%s The documents of this batch are looked up one by one.", error.message)

    def _outcome(self, stream: str, document: Json, attempts: int) -> Outcome:
        source_id = str(document["id"])
        if document.get("error"):
            return _failed_before(stream, document, attempts)
        if document.get("skip"):
            skip = document["skip"]
            message = f"{skip['code']}: {skip['message']}"
            return Outcome(source_id, stream, Action.SKIPPED, code=Code.LEFT_OUT_BY_MAPPING, message=message)
        try:
            return self._posted(stream, document)
        except RecordError as error:
            action, code, message = Action.FAILED, Code(error.code), _words(error)
        except NoAnswer as error:
            action, code, message = Action.UNCERTAIN, Code.NO_ANSWER, _words(error)
        return Outcome(source_id, stream, action, code=code, message=message, attempts=attempts)

    def _posted(self, stream: str, document: Json) -> Outcome:
        source_id = document["id"]
        if stream == "customers":
            customer = self._customers.find_or_create(document)
            action = Action.CREATED if customer.new else Action.UNCHANGED
            return Outcome(source_id, stream, action, str(customer.number), customer.url)
        if stream == "products":
            product = self._products.find_or_create(document)
            action = Action.CREATED if product.new else Action.UNCHANGED
            return Outcome(source_id, stream, action, product.number, product.url)
        if document["kind"] not in _POSTED:
            raise RecordError(
                Code.KIND_NOT_SUPPORTED,
                f"The document asks to be posted as {document['kind']}, which this version cannot do.",
                f"Write post_as: {' or '.join(sorted(_POSTED))} in the mapping.",
            )
        posted = self._invoices.post(document)
        if posted.code and self.retries.code(_tap_stream(document) or stream, source_id) == Code.LEDGER_TOTALS_DIFFER:
            # It was wrong from the start; only agreement ends that, not the next look at it.
            raise RecordError(Code.LEDGER_TOTALS_DIFFER, posted.message or "", "Correct the draft in e-conomic.")
        number = f"{posted.found.place} {posted.found.number}"
        return Outcome(source_id, stream, posted.action, number, posted.found.url, posted.code, posted.message)


def _to_post(document: Json) -> bool:
    return not document.get("error") and not document.get("skip")


def _tap_stream(document: Json) -> str | None:
    """Return the tap's stream that a document came from, which is where its id waits for the next run."""
    origin = document.get("origin")
    stream = origin.get("stream") if isinstance(origin, dict) else None
    return stream if isinstance(stream, str) else None


def _failed_before(stream: str, document: Json, attempts: int) -> Outcome:
    """Return the outcome of a record that the tap or the mapping could not make a document of."""
    error = document["error"]
    known = error["code"] in _FROM_MAPPING
    said = error["message"] if known else f"{error['code']}: {error['message']}"
    parts = (
        f"{error['path']}: " if error.get("path") else "",
        said,
        f" Hint: {error['hint']}" if error.get("hint") else "",
    )
    code = Code(error["code"]) if known else Code.SOURCE_FAILED
    return Outcome(str(document["id"]), stream, Action.FAILED, code=code, message="".join(parts), attempts=attempts)


def _words(error: RecordError | NoAnswer) -> str:
    return error.message + (f" Hint: {error.hint}" if error.hint else "")
