"""Reading Chinese text: glosses, variants, punctuation, numbers, search tokens, names."""

from banyan.kernels.hanzi.characters import HAN, is_han, is_vague_character, plain_characters
from banyan.kernels.hanzi.cleaning import clean_text
from banyan.kernels.hanzi.counting import count_characters
from banyan.kernels.hanzi.fingerprints import Comparison, NormalText, Passage, Print, compare_texts, fingerprints, normal_text
from banyan.kernels.hanzi.glosses import strip_glosses
from banyan.kernels.hanzi.names import PersonMention, find_persons, person_mentions, pinyin_key
from banyan.kernels.hanzi.numbers import NUMBER, Number, parse_number
from banyan.kernels.hanzi.punctuation import close_spaces, even_spaces, full_width
from banyan.kernels.hanzi.tokens import bigrams, query_tokens, search_tokens
from banyan.kernels.hanzi.variants import simplify

__all__ = [
    "HAN",
    "NUMBER",
    "Comparison",
    "NormalText",
    "Number",
    "Passage",
    "PersonMention",
    "Print",
    "bigrams",
    "clean_text",
    "close_spaces",
    "compare_texts",
    "count_characters",
    "even_spaces",
    "find_persons",
    "fingerprints",
    "full_width",
    "is_han",
    "is_vague_character",
    "normal_text",
    "parse_number",
    "person_mentions",
    "pinyin_key",
    "plain_characters",
    "query_tokens",
    "search_tokens",
    "simplify",
    "strip_glosses",
]
