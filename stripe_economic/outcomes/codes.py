"""The outcome codes explained: what each means, and what to do about it. docs/outcomes.md has the same words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from stripe_economic.terminal.language import N_
from target_economic.outcomes.outcomes import Code


class Explained(NamedTuple):
    """What a code means and what to do, in English; say it with `_`."""

    meaning: str
    to_do: str


def explained(code: str | None) -> Explained | None:
    """Return the explanation of a code; None where there is none, as for the codes of a mapping's own conditions."""
    return CODES.get(Code(code)) if code in set(Code) else None


CODES: Mapping[Code, Explained] = MappingProxyType(
    {
        Code.LEFT_OUT_BY_MAPPING: Explained(
            N_("a `when:` of the mapping left the record out; the message gives its reason"),
            N_("nothing, or change the `when:`"),
        ),
        Code.TOTALS_CHANGED_IN_LEDGER: Explained(
            N_("the invoice or voucher is in e-conomic, but its amounts are no longer Stripe's"),
            N_("look at it: somebody edited it"),
        ),
        Code.MISSING_VALUE: Explained(
            N_("a required field of the mapping found nothing in the record"),
            N_("correct the path, or mark the field `optional`"),
        ),
        Code.BAD_VALUE: Explained(
            N_("a value could not be converted (`as:`)"),
            N_("correct the data in Stripe or the converter in the mapping"),
        ),
        Code.NOT_IN_TABLE: Explained(
            N_("no row of a table matched, and its default is `stop`"),
            N_("add a row to the table"),
        ),
        Code.EXPRESSION_FAILED: Explained(
            N_("a JMESPath expression could not be evaluated on this record"),
            N_("correct the expression"),
        ),
        Code.DOCUMENT_INVALID: Explained(
            N_("the mapped document does not fit what e-conomic accepts (too long, wrong type, missing)"),
            N_("mend the mapping"),
        ),
        Code.AMOUNTS_DO_NOT_ADD_UP: Explained(
            N_("the lines Stripe sent do not sum to the invoice's own totals"),
            N_("report it with the invoice's id"),
        ),
        Code.NOT_FOUND_IN_STRIPE: Explained(
            N_("an id that was asked for, or waited for another try, no longer exists in Stripe"),
            N_("nothing; it is not tried again"),
        ),
        Code.SOURCE_FAILED: Explained(
            N_("the record could not be read or mapped for another reason; the message begins with that code"),
            N_("as the message says"),
        ),
        Code.CUSTOMER_AMBIGUOUS: Explained(
            N_("several e-conomic customers match"),
            N_("merge them, or name one in the Stripe customer's metadata (`economic_customer_number`)"),
        ),
        Code.CUSTOMER_WITHOUT_IDENTITY: Explained(
            N_("no match field has a value, so the customer could never be found again"),
            N_("add an e-mail address or VAT number in Stripe"),
        ),
        Code.CUSTOMER_NUMBER_UNKNOWN: Explained(
            N_("`economic_customer_number` names a customer that e-conomic does not have"),
            N_("correct or remove it"),
        ),
        Code.CUSTOMER_NUMBER_OF_ANOTHER: Explained(
            N_(
                "`economic_customer_number` names a customer with another registration number, name and e-mail "
                "address: e-conomic gives the numbers of deleted customers out again"
            ),
            N_("correct or remove it, or correct the customer"),
        ),
        Code.CUSTOMER_BARRED: Explained(
            N_("the customer is barred in e-conomic"),
            N_("lift the bar"),
        ),
        Code.PRODUCT_BARRED: Explained(
            N_("the product is barred in e-conomic"),
            N_("lift the bar, or name another product"),
        ),
        Code.PRODUCT_AMBIGUOUS: Explained(
            N_("products are recognised by name, and several have it"),
            N_("name one in the Stripe product's metadata (`economic_product_number`)"),
        ),
        Code.PRODUCT_MISSING: Explained(
            N_(
                "e-conomic does not have the product, and `missing_product` says not to create it; or the "
                "default product is not there"
            ),
            N_("create it, or name one in the Stripe product's metadata (`economic_product_number`)"),
        ),
        Code.NOT_IN_AGREEMENT: Explained(
            N_("the mapping uses a number that the agreement does not have"),
            N_("correct the number"),
        ),
        Code.NO_ACCOUNT_FOR_VAT_ZONE: Explained(
            N_("the product's group has no sales account for the recipient's VAT zone"),
            N_("choose another zone or group, or add the account"),
        ),
        Code.PERIOD_CLOSED: Explained(
            N_("the date lies in a period that is closed in e-conomic (*spærret*)"),
            N_("open the period, or set `closed_period: first_open_date`"),
        ),
        Code.ACCOUNTING_YEAR_MISSING: Explained(
            N_("no accounting year (*regnskabsår*) holds the date, whatever `closed_period` says"),
            N_("make the year in e-conomic, or correct the date in the mapping"),
        ),
        Code.ACCOUNTING_YEAR_CLOSED: Explained(
            N_("the date lies in an accounting year that is closed (*afsluttet*)"),
            N_("set `closed_period: first_open_date`, or correct the date in the mapping"),
        ),
        Code.NOTHING_TO_BOOK: Explained(
            N_("the invoice has no line with a product, and e-conomic books no such invoice; nothing was posted"),
            N_("leave it out with `when:` in the mapping, or post it as a draft"),
        ),
        Code.TOTALS_DIFFER: Explained(
            N_(
                "e-conomic would compute another gross or VAT than Stripe, by more than `rounding_limit`; "
                "nothing was posted"
            ),
            N_(
                "check VAT zone and product group; where Stripe's prices include VAT that it does not show, "
                "`prices: gross`"
            ),
        ),
        Code.ROUNDING_PRODUCT_MISSING: Explained(
            N_("a rounding line is needed, and no group for its product is set"),
            N_("set `rounding_product_group`"),
        ),
        Code.ROUNDING_PRODUCT_TAXED: Explained(
            N_("the rounding product carries VAT"),
            N_("put it in a group without VAT"),
        ),
        Code.LEDGER_TOTALS_DIFFER: Explained(
            N_("the draft or voucher was posted, and e-conomic's own amounts are not what was predicted"),
            N_("correct it by hand, and report it"),
        ),
        Code.DUPLICATE_IN_LEDGER: Explained(
            N_("several invoices, or the entries of several vouchers, refer to one Stripe id"),
            N_(
                "delete the drafts or entries that are too many; credit booked invoices under the same "
                "reference, reverse booked entries with the same id last in the text"
            ),
        ),
        Code.CURRENCY_DECIMALS: Explained(
            N_("the amount has more than two decimals (a three-decimal currency)"),
            N_("post an invoice by hand; a balance at Stripe in such a currency is not supported"),
        ),
        Code.DELETED_IN_LEDGER: Explained(
            N_(
                "the draft, or the entries of a movement, were deleted less than an hour after it was posted: "
                "by a person in e-conomic, or because its source was undone and has come back since"
            ),
            N_("nothing, if a person meant it; else replay it with `deleted_drafts: post_again`"),
        ),
        Code.DATE_MOVED: Explained(
            N_("the document's date lies in a closed period, and `closed_period` let it have the first open date"),
            N_("nothing"),
        ),
        Code.ORDER_ARCHIVED: Explained(
            N_("the order was archived, and no invoice in e-conomic has its Stripe id"),
            N_("find its invoice and put the id into its reference, or leave it"),
        ),
        Code.WITHDRAWN: Explained(
            N_("the source was undone (`withdraw:` in the mapping), and the draft was deleted"),
            N_("nothing"),
        ),
        Code.NEEDS_DELETION: Explained(
            N_("the source was undone, and its draft stands because the mapping says `draft: report`"),
            N_("delete the draft"),
        ),
        Code.NEEDS_CREDIT_NOTE: Explained(
            N_("the source was undone, and its invoice is booked"),
            N_("credit it, or write `booked: credit` in the mapping"),
        ),
        Code.CREDITED: Explained(
            N_("the booked invoice was taken back as a whole by a credit note under the same Stripe id"),
            N_("nothing; book the credit note if it is a draft"),
        ),
        Code.DUE_DATE_MISSING: Explained(
            N_("the payment terms leave the due date open, and the document has none"),
            N_("map `dueDate`, or choose other payment terms"),
        ),
        Code.DUE_DATE_TOO_EARLY: Explained(
            N_("the due date is before the date"),
            N_("map another date or due date"),
        ),
        Code.UNKNOWN_CATEGORY: Explained(
            N_("no rule of the mapping knows this kind of movement, or of fee; nothing was posted"),
            N_("add a row to the table that the message names"),
        ),
        Code.CLEARING_DIFFERS: Explained(
            N_(
                "the voucher would not change the clearing account by what the movement changed the Stripe "
                "balance by; nothing was posted"
            ),
            N_("mend the amounts and accounts in the mapping"),
        ),
        Code.CUSTOMER_UNKNOWN: Explained(
            N_(
                "e-conomic has no document and no customer by which the customer of a payment could be told; "
                "posted on the account that the mapping keeps for that, or, without one, failed"
            ),
            N_(
                "move it to its customer once that is there; who has an e-mail address or a number in Stripe is "
                "found, or created, by it"
            ),
        ),
        Code.ACCOUNT_UNUSABLE: Explained(
            N_(
                "an account of the voucher is barred (*spærret*), takes no direct entries, or is a heading or a "
                "total; nothing was posted"
            ),
            N_("name another account in the mapping, or open it in e-conomic"),
        ),
        Code.JOURNAL_REFUSES_TYPE: Explained(
            N_("the journal (*kassekladde*) takes only entries of another type; nothing was posted"),
            N_("name another journal in the mapping, or lift the restriction"),
        ),
        Code.CREDITED_INVOICE_MISSING: Explained(
            N_("the invoice that is credited is not in e-conomic; nothing was posted"),
            N_("nothing, if it is still to be posted; else post the credit note by hand"),
        ),
        Code.NOTICED_BY_MAPPING: Explained(
            N_("posted, and a `notice:` of the mapping asks for a look; the message gives its reason"),
            N_("as the message says"),
        ),
        Code.SETTLED_IN_ANOTHER_CURRENCY: Explained(
            N_(
                "posted on the customer, but it settles no invoice: the invoice is in another currency than the "
                "movement"
            ),
            N_("match the two in e-conomic"),
        ),
        Code.ATTACHMENT_MISSING: Explained(
            N_("posted, but its file could not be fetched or attached"),
            N_("attach it by hand, if it is wanted"),
        ),
        Code.REJECTED: Explained(
            N_("e-conomic refused the request; the message has its own words and codes"),
            N_("as the message says"),
        ),
        Code.NO_ANSWER: Explained(
            N_("no definite answer came, and the document was not to be found afterwards"),
            N_("nothing: the next run looks again"),
        ),
        Code.WRITE_BACK_FAILED: Explained(
            N_(
                "the document is in e-conomic, but that could not be written to the Stripe object's metadata; "
                "only ever on the retry list"
            ),
            N_("give the key the right to write; the next run writes it"),
        ),
    }
)
