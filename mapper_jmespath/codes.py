"""The closed list of what can be wrong with a mapping file, for programs that read `--format json`."""

from enum import StrEnum


class Code(StrEnum):
    """What kind of problem; docs/mapping.md shows each with its message."""

    # The file.
    FILE_NAME = "file_name"
    FILE_TOO_LARGE = "file_too_large"
    FILE_ENCODING = "file_encoding"
    FILE_EMPTY = "file_empty"
    YAML_SYNTAX = "yaml_syntax"
    YAML_NOT_ALLOWED = "yaml_not_allowed"
    NUMBER_FORM = "number_form"
    KEY_DUPLICATE = "key_duplicate"
    TOO_MANY = "too_many"

    # The language.
    KEY_UNKNOWN = "key_unknown"
    KEY_MISSING = "key_missing"
    KEY_INVALID = "key_invalid"
    INTENT_MISSING = "intent_missing"
    INTENT_SEVERAL = "intent_several"
    CONVERTER_UNKNOWN = "converter_unknown"
    OPTION_INVALID = "option_invalid"
    TEMPLATE_INVALID = "template_invalid"
    MAPPING_UNKNOWN = "mapping_unknown"
    MAPPING_DOES_NOT_FIT = "mapping_does_not_fit"
    MAPPING_CIRCULAR = "mapping_circular"
    MAPPING_DUPLICATE = "mapping_duplicate"
    KIND_UNKNOWN = "kind_unknown"

    # Expressions.
    EXPRESSION_SYNTAX = "expression_syntax"
    EXPRESSION_LIMIT = "expression_limit"
    FUNCTION_UNKNOWN = "function_unknown"
    FUNCTION_ARGUMENTS = "function_arguments"
    LITERAL_DEPRECATED = "literal_deprecated"
    LITERAL_AS_PATH = "literal_as_path"
    LITERAL_FRACTION = "literal_fraction"
    COMPARISON_UNLIKE = "comparison_unlike"

    # Tables.
    TABLE_UNKNOWN = "table_unknown"
    TABLE_KEY = "table_key"
    TABLE_ROW = "table_row"
    TABLE_ROW_UNREACHABLE = "table_row_unreachable"
    TABLE_WITHOUT_DEFAULT = "table_without_default"
    COUNTRY_UNKNOWN = "country_unknown"

    # The two ends: the record that is read, the document that is made.
    STREAM_UNKNOWN = "stream_unknown"
    PATH_UNKNOWN = "path_unknown"
    DOCUMENT_UNKNOWN = "document_unknown"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_REQUIRED = "field_required"
    FIELD_FILLED_IN = "field_filled_in"
    FIELD_TYPE = "field_type"
    FIELD_TOO_LONG = "field_too_long"
    FIELD_NEVER_CUT = "field_never_cut"
