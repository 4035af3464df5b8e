"""The built-in chart of accounts and VAT codes: a small Danish company's that sells through Stripe.

The demo agreement is known to have 1000, 1001, 1020 (with VAT code Abr), 5600, 5820 and 6800, and the codes U25 and
I25 are in use live. The other codes are those of e-conomic's Danish preset as an importer of another product lists
them; their rates and accounts, and the other accounts, are this sandbox's own.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.economic.setup.agreement import Account, Named, VatAccount

# VAT types, as recorded.
_SALES, _PURCHASES, _REVERSED = 1, 2, 3

VAT_TYPES = (
    Named(_SALES, "Outgoing Sales Domestic"),
    Named(_PURCHASES, "Ingoing Purchase Domestic"),
    Named(_REVERSED, "Reversed charge"),
)

VAT_ACCOUNTS = (
    VatAccount("U25", "Salgsmoms 25 %", Decimal(25), _SALES, 6902),
    VatAccount("UEUV", "Salg af varer til EU", Decimal(0), _SALES, 6902),
    VatAccount("UY0", "Salg af ydelser til EU", Decimal(0), _SALES, 6902),
    VatAccount("UV0", "Salg af varer u/moms", Decimal(0), _SALES, 6902),
    VatAccount("Abr", "Salg til udland", Decimal(0), _SALES, 6902),
    VatAccount("I25", "Købsmoms 25 %", Decimal(25), _PURCHASES, 6904),
    VatAccount("REP", "Repræsentation", Decimal("6.25"), _PURCHASES, 6904),
    VatAccount("IV25", "Varekøb i udlandet", Decimal(25), _REVERSED, 6903, contra_account=6904),
    VatAccount("IY25", "Ydelseskøb i udlandet", Decimal(25), _REVERSED, 6905, contra_account=6904),
    VatAccount("B25", "Køb med omvendt betalingspligt", Decimal(25), _REVERSED, 6906, contra_account=6904),
)

ACCOUNTS = (
    Account(1000, "RESULTATOPGØRELSE", "heading"),
    Account(1001, "Omsætning", "heading"),
    Account(1010, "Salg af varer og ydelser m/moms", "profitAndLoss", "credit", "U25"),
    Account(1020, "Salg af varer til udland", "profitAndLoss", "credit", "Abr"),
    Account(1025, "Salg af ydelser til udland", "profitAndLoss", "credit", "Abr"),
    Account(1030, "Salg af varer til EU", "profitAndLoss", "credit", "UEUV"),
    Account(1035, "Salg af ydelser til EU", "profitAndLoss", "credit", "UY0"),
    Account(1040, "Salg, momsfritaget kunde", "profitAndLoss", "credit"),
    Account(1050, "Salg af varer og ydelser u/moms", "profitAndLoss", "credit"),
    Account(1099, "Omsætning i alt", "totalFrom", "credit", total_from=1001),
    Account(1300, "Vareforbrug", "headingStart"),
    Account(1310, "Varekøb", "profitAndLoss", vat_code="I25"),
    Account(1320, "Varekøb i udlandet", "profitAndLoss", vat_code="IV25"),
    Account(1330, "Underleverandører", "profitAndLoss", vat_code="B25"),
    Account(1399, "Vareforbrug i alt", "totalFrom", total_from=1300),
    Account(2500, "Administration", "headingStart"),
    Account(2510, "Kontorartikler", "profitAndLoss", vat_code="I25"),
    Account(2520, "Software", "profitAndLoss", vat_code="I25"),
    Account(2525, "Software fra udlandet", "profitAndLoss", vat_code="IY25"),
    Account(2530, "Revision", "profitAndLoss", vat_code="I25"),
    Account(2540, "Repræsentation", "profitAndLoss", vat_code="REP"),
    Account(2550, "Gebyrer", "profitAndLoss"),
    Account(2555, "Gebyrer fra udlandet m/omvendt betalingspligt", "profitAndLoss", vat_code="IY25"),
    Account(2560, "Øredifferencer", "profitAndLoss"),
    Account(2570, "Tab på debitorer", "profitAndLoss"),
    Account(2575, "Tab på indsigelser", "profitAndLoss"),
    Account(2590, "Diverse, lukket", "profitAndLoss", barred=True),
    Account(2599, "Administration i alt", "totalFrom", total_from=2500),
    Account(4300, "Finansielle poster", "headingStart"),
    Account(4310, "Renteindtægter", "profitAndLoss", "credit"),
    Account(4320, "Renteudgifter", "profitAndLoss"),
    Account(4330, "Valutakursgevinster", "profitAndLoss", "credit"),
    Account(4340, "Valutakurstab", "profitAndLoss"),
    Account(4399, "Finansielle poster i alt", "totalFrom", total_from=4300),
    Account(4999, "Resultat før skat", "sumInterval", sums=((1000, 4998),)),
    Account(5000, "BALANCE", "heading"),
    Account(5500, "Aktiver", "headingStart"),
    Account(5600, "Debitorer", "status"),
    Account(5610, "Indsigelser under behandling", "status"),
    Account(5800, "Kasse", "status"),
    Account(5820, "Bank", "status"),
    Account(5825, "Bank, EUR", "status"),
    Account(5830, "Stripe, mellemregning", "status"),
    Account(5835, "Stripe, udbetalinger undervejs", "status"),
    Account(5840, "Stripe, tilbageholdte beløb", "status"),
    Account(5999, "Aktiver i alt", "totalFrom", total_from=5500),
    Account(6000, "Passiver", "headingStart", "credit"),
    Account(6110, "Overført resultat", "status", "credit", block_direct_entries=True),
    Account(6800, "Kreditorer", "status", "credit"),
    Account(6850, "Forudbetalinger fra kunder", "status", "credit"),
    Account(6860, "Kunders tilgodehavender hos Stripe", "status", "credit"),
    Account(6870, "Periodiseret omsætning", "status", "credit"),
    Account(6900, "Moms", "headingStart", "credit"),
    Account(6902, "Salgsmoms", "status", "credit"),
    Account(6903, "Moms af varekøb i udlandet", "status", "credit"),
    Account(6904, "Købsmoms", "status"),
    Account(6905, "Moms af ydelseskøb i udlandet", "status", "credit"),
    Account(6906, "Moms af køb med omvendt betalingspligt", "status", "credit"),
    Account(6910, "Momsafregning", "status", "credit"),
    Account(6919, "Moms i alt", "totalFrom", "credit", total_from=6900),
    Account(7999, "Passiver i alt", "totalFrom", "credit", total_from=6000),
    Account(9000, "Balancekontrol", "sumAlpha", sums=((1000, 4999), (5000, 7999))),
    Account(9900, "Fejlkonto", "status"),
)
