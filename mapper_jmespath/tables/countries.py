"""Country codes of ISO 3166-1, as Stripe sends them, and which of them are the European Union for VAT."""

# The member states since 2020, and Monaco, which counts as France for VAT (Council Directive 2006/112/EC, article 7).
# Northern Ireland does not: its addresses say GB, and it counts as EU for goods only. XI is the prefix of its VAT
# numbers; should an address say XI, that is a country outside the EU here and can have a row of its own.
_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK"

_CODES = """
    AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT
    TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI XK YE YT ZA ZM ZW
"""

EU = frozenset(_EU.split())
CODES = frozenset(_CODES.split())

_MISTAKEN = {"UK": "GB", "EL": "GR", "ROI": "IE", "USA": "US", "DAN": "DK"}


def country_hint(code: str) -> str:
    """Return what to write instead of a code that is not a country."""
    meant = _MISTAKEN.get(code.upper(), code.upper())
    if meant in CODES:
        return f"write {meant}"
    return "use the two letters of ISO 3166, for instance DK, DE or GB"
