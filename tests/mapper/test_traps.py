"""What a bookkeeper reads after a slip in a mapping file: each trap, with its message."""

from pathlib import Path

import pytest

from tests.mapper.folders import problems_of, with_field

# What is written as one more field of the product's body, and what is said about it; all stand on line 9.
FIELDS = {
    "bare text": (
        "description: name",
        "9:5 body.description: 'name' does not say what it is (write {from: name} to read it from the record, or ",
    ),
    "bare number": ("description: 5", "9:5 body.description: 5 does not say what it is (write {value: 5})"),
    "nothing": ("description:", "9:5 body.description: is empty (name where it comes from: "),
    "misspelt intent": (
        "description: {form: name}",
        "9:19 body.description: unknown key `form` (did you mean `from`?)",
    ),
    "misspelt intent beside a converter": (
        "description: {form: currency, as: currency}",
        "9:19 body.description: unknown key `form` (did you mean `from`?)",
    ),
    "two intents": (
        "description: {from: name, value: x}",
        "9:5 body.description: has 2 intents: from, value (keep one of them)",
    ),
    "no intent": ("description: {as: text}", "9:5 body.description: does not say where its value comes from"),
    "unknown property": (
        "descripton: {from: name}",
        "9:5 body: has no `descripton` (did you mean `description`?)",
    ),
    "unknown converter": (
        "description: {from: name, as: txt}",
        "9:31 body.description: there is no converter 'txt' (did you mean `text`?)",
    ),
    "option without converter": (
        "description: {from: name, max: 5}",
        "9:31 body.description: `max` needs a converter (add `as: text`)",
    ),
    "option of another converter": (
        "description: {from: name, as: country, max: 5}",
        "9:44 body.description: `as: country` has no `max` (its options: none)",
    ),
    "misspelt option": (
        "description: {from: name, as: text, maxx: 5}",
        "9:41 body.description: `from:` has no `maxx` (did you mean `max`?)",
    ),
    "max that is too long": (
        "description: {from: name, as: text, max: 501}",
        "9:5 body.description: holds at most 500 characters (write max: 500)",
    ),
    "max that is no number": (
        "description: {from: name, as: text, max: 0}",
        "9:41 body.description: `max` is a number of characters (for instance max: 250)",
    ),
    "date without zone": (
        "description: {from: name, as: date}",
        "9:31 body.description: `as: date` needs `zone` (for instance zone: Europe/Copenhagen)",
    ),
    "misspelt zone": (
        "description: {from: name, as: date, zone: Europe/Kopenhagen}",
        "9:41 body.description: 'Europe/Kopenhagen' is not a time zone (did you mean `Europe/Copenhagen`?)",
    ),
    "prefix that is no country": (
        "description: {from: name, as: vat_number, drop_prefix: true}",
        "9:47 body.description: `drop_prefix` is the country whose prefix is dropped (for instance drop_prefix: DK)",
    ),
    "converter of the wrong type": (
        "description: {from: name, as: integer}",
        "9:5 body.description: takes text, and this makes a whole number (use another converter: country, currency",
    ),
    "value of the wrong type": (
        "description: {value: 5}",
        "9:26 body.description: 5 is not text (write '5', in quotes)",
    ),
    "value of too many units": (
        f"barCode: {{value: {'🎉' * 26}}}",
        f"9:22 body.barCode: '{'🎉' * 26}' has 52 characters; at most 50 fit (write a value that the field takes)",
    ),
    "default of the wrong type": (
        "description: {from: name, default: 5}",
        "9:40 body.description: 5 is not text (write '5', in quotes)",
    ),
    "number with a leading zero": (
        "description: {value: 0123}",
        "9:26: 0123 starts with a zero (write 123 for the number, or '0123' in quotes for the text)",
    ),
    "fraction": (
        "description: {value: 1.5}",
        "9:26: 1.5 is not a plain whole number (write a whole number, or '1.5' in quotes for the text)",
    ),
    "hexadecimal": (
        "description: {value: 0x1F}",
        "9:26: 0x1F is not a plain whole number (write a whole number, or '0x1F' in quotes for the text)",
    ),
    "null": ("description: {value: null}", "9:19 body.description: `value` is text, a number, true or false"),
    "yes for true": (
        "description: {from: name, optional: yes}",
        "9:31 body.description: expected true or false (write true or false, without quotes)",
    ),
    "optional and default": (
        "description: {from: name, optional: true, default: x}",
        "9:47 body.description: has both `optional` and `default` (`optional: true` leaves the field out",
    ),
    "unknown function": ("description: {from: uper(name)}", "9:19 body.description: there is no function uper()"),
    "misspelt function": (
        "description: {from: lenght(name)}",
        "9:19 body.description: there is no function lenght() (did you mean `length`?)",
    ),
    "wrong number of arguments": (
        'description: {from: "length(name, id)"}',
        "9:19 body.description: length() takes 1 argument(s), here are 2 (see the list of functions in docs/mappin",
    ),
    "too few arguments": (
        "description: {from: not_null()}",
        "9:19 body.description: not_null() takes at least 1 argument(s), here are 0",
    ),
    "arithmetic": (
        "description: {from: 'sum(prices)'}",
        "9:19 body.description: sum() does arithmetic, which a mapping does not do (amounts arrive counted",
    ),
    "one equals sign": (
        "description: {from: status = 'paid'}",
        "9:19 body.description: not a JMESPath expression: \"status = 'paid'\", Unknown token '=' at character 8 (",
    ),
    "division": (
        "description: {from: amount / 100}",
        "9:19 body.description: not a JMESPath expression: 'amount / 100', Unknown token / at character 8 (a mappi",
    ),
    "subtraction": (
        "description: {from: net - tax}",
        "9:19 body.description: not a JMESPath expression: 'net - tax', Unknown token '-' at character 5 (a mappin",
    ),
    "multiplication": (
        "description: {from: net * 2}",
        "9:19 body.description: not a JMESPath expression: 'net * 2', unexpected '*' at character 5 (a mapping doe",
    ),
    "an operator inside a text": (
        "description: {from: name == 'a = b + c' d}",
        "9:19 body.description: not a JMESPath expression: \"name == 'a = b + c' d\", unexpected 'd' at character ",
    ),
    "line that is indented differently": (
        "unit:\n        unitNumber: {value: 1}\n      x: {value: 1}",
        "11:7: not readable as YAML: expected <block end>, but found '<block mapping start>' (a line here is inden",
    ),
    "expression that ends": (
        "description: {from: a ==}",
        "9:19 body.description: not a JMESPath expression: 'a ==', it ends too early",
    ),
    "two words": (
        "description: {from: a b}",
        "9:19 body.description: not a JMESPath expression: 'a b', unexpected 'b' at character 3",
    ),
    "a name with a dash": (
        "description: {from: metadata.po-number}",
        "9:19 body.description: not a JMESPath expression: 'metadata.po-number', Unknown token '-' at character 12",
    ),
    "empty expression": (
        "description: {from: ''}",
        "9:19 body.description: not a JMESPath expression: '', it is empty",
    ),
    "text in double quotes": (
        "description: {from: 'name == \"paid\" && id'}",
        '9:19 body.description: "paid" in double quotes is a property, not a text (write the text in single quot',
    ),
    "line end in double quotes": (
        "description: {from: 'join(\"\\n\", images)'}",
        '9:19 body.description: "\\n" in double quotes is a property, not a text (write the text in backticks',
    ),
    "key of a field without its colon": (
        "description: {from: name, as text}",
        "9:31 body.description: `from:` has no `as text` (write a colon after `as`)",
    ),
    "text in backticks": (
        "description: {from: 'a == `paid`'}",
        "9:19 body.description: 'a == `paid`' holds text in backticks (text stands in single quotes: 'paid')",
    ),
    "fraction in an expression": (
        "description: {from: 'a[?b > `1.5`] | [0]'}",
        "9:19 body.description: the expression holds a fraction, which would be a float",
    ),
    "slice with the step 0": (
        "description: {from: 'a[::0]'}",
        "9:19 body.description: a slice with the step 0 finds nothing (write a step of 1 or more)",
    ),
    "reference outside a function": (
        'description: {from: "&name"}',
        "9:19 body.description: `&` stands outside a function",
    ),
    "expression that is a list": (
        "description:\n      from: [0]",
        "10:7 body.description: `from` is not text (a JMESPath expression as text; with brackets",
    ),
    "expression nested too deep": (
        f"description: {{from: '{'!' * 60}a'}}",
        "9:19 body.description: the expression is nested more than 50 deep",
    ),
    "expression too long": (
        f"description: {{from: {'a' * 1001}}}",
        "9:19 body.description: the expression is longer than 1000 characters",
    ),
    "anchor": ("description: {from: &name}", "9:25: `&name` is a YAML anchor, which is not read here (an expression"),
    "alias": ("description: {from: *name}", "9:25: `*name` is a YAML alias, which is not read here (an expression"),
    "tag": (
        "description: {value: !!python/name:os.system x}",
        "9:26: `tag:yaml.org,2002:python/name:os.system` is a YAML tag",
    ),
    "not, without quotes": (
        "description:\n      from: !name",
        "10:13: `!name` is a YAML tag, which is not read here",
    ),
    "at sign": (
        "description: {from: @}",
        "9:25: not readable as YAML: found character '@' that cannot start any token",
    ),
    "merge key": ("<<: {}", "9:5: `<<` is a YAML merge key, which is not read here (write the fields out)"),
    "comma inside braces": (
        "description: {from: join(', ', names)}",
        "9:33: not readable as YAML: what starts here does not end (close the quote or bracket; inside { }",
    ),
    "tab": (
        "\tdescription: {from: name}",
        "9:5: not readable as YAML: found character '\\t' that cannot start any token",
    ),
    "colon in text": ("description: a: b", "9:19: not readable as YAML: mapping values are not allowed"),
    "duplicate key": ("name: {from: id}", "9:5: the key `name` stands twice (it is first on line 7)"),
    "half a character": (
        'description: {value: "\\ud800"}',
        "9:26: the text holds half a character (a lone surrogate)",
    ),
    "object without its fields": (
        "unit: {from: unit}",
        "9:5 body.unit: is an object (write its fields below it: unitNumber)",
    ),
    "misspelt inner field": (
        "unit: {unitNumer: {value: 1}}",
        "9:12 body.unit: has no `unitNumer` (did you mean `unitNumber`?)",
    ),
    "fields of a single value": (
        "description: {text: {from: name}}",
        "9:18 body.description: is a single value, not an object",
    ),
    "block outside a list": (
        "description: {each: names}",
        "9:5 body.description: `each` and `when` stand in a list of blocks (put a dash before it: `- each: …`)",
    ),
    "list where there is none": (
        "description: [{each: names, fields: {a: {from: b}}}]",
        "9:5 body.description: is not a list (remove the dash)",
    ),
    "single brace": (
        "description: {template: 'a {b'}",
        "9:19 body.description: a single `{` in the template 'a {b' (write {{ or }} for a brace itself)",
    ),
    "misspelt expression in a template": (
        "description: {template: '{a b}'}",
        "9:19 body.description: not a JMESPath expression: 'a b', unexpected 'b'",
    ),
    "unused name in a template": (
        "description: {template: x, with: {day: {from: a}}}",
        "9:19 body.description: `with` has day, which the template does not use (write {day} in the template)",
    ),
    "unknown mapping": (
        "unit: {use: prodcts, from: unit}",
        "9:5 body.unit: there is no mapping `prodcts` (did you mean `products`?)",
    ),
    "use without from": ("unit: {use: products}", "9:5 body.unit: `use` needs `from`, the object to map"),
}


@pytest.mark.parametrize(("field", "message"), FIELDS.values(), ids=FIELDS)
def test_a_slip_in_a_field(tmp_path: Path, field: str, message: str) -> None:
    (told,) = problems_of(tmp_path, with_field(field))
    assert told.startswith(f"products.yml:{message}")
