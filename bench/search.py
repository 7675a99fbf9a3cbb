"""`banyan bench search`: two to four characters looked for in 50,000 texts, by our bigrams, by LIKE and by FTS5's trigrams."""

import random
import sqlite3
import time
from collections.abc import Callable

from banyan.kernels.hanzi import query_tokens, search_tokens

TEXTS, QUERIES, LENGTH, SEED = 50_000, 200, 120, 20221123
WORDS = (
    "老同志榕树下的声音海上送学岸补青蓝工作室结对互助情暖大朗党员支部活动中心宣讲"
    "家乡话渔民船头学习教育志愿服务退休干部镇村街道先锋常平沙田企石广场"
)


def main() -> None:
    """Make the texts, ask every engine the same questions, and print time a query, recall and ratio."""
    chance = random.Random(SEED)
    texts = ["".join(chance.choices(WORDS, k=LENGTH)) for _number in range(TEXTS)]
    queries = []
    for text in chance.sample(texts, QUERIES):
        start = chance.randrange(LENGTH - 4)
        queries.append(text[start : start + chance.choice((2, 2, 3, 4))])
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE ours USING fts5(tokens, tokenize='unicode61 remove_diacritics 0')")
    database.execute("CREATE VIRTUAL TABLE trigram USING fts5(text, tokenize='trigram')")
    database.execute("CREATE TABLE plain (text)")
    began = time.perf_counter()
    database.executemany("INSERT INTO ours VALUES (?)", ((" ".join(search_tokens(text)),) for text in texts))
    print(f"{TEXTS} texts of {LENGTH} characters indexed in {time.perf_counter() - began:.1f} s; {QUERIES} queries, seed {SEED}")
    database.executemany("INSERT INTO trigram VALUES (?)", ((text,) for text in texts))
    database.executemany("INSERT INTO plain VALUES (?)", ((text,) for text in texts))
    truth = [sum(query in text for text in texts) for query in queries]

    def ours(query: str) -> int:
        return count("SELECT count(*) FROM ours WHERE ours MATCH ?", '"' + " ".join(query_tokens(query)) + '"')

    def trigram(query: str) -> int:
        return count("SELECT count(*) FROM trigram WHERE trigram MATCH ?", f'"{query}"')

    def like(query: str) -> int:
        return count("SELECT count(*) FROM plain WHERE text LIKE ?", f"%{query}%")

    def count(sql: str, value: str) -> int:
        return int(database.execute(sql, [value]).fetchone()[0])

    base = measure("ours (bigram phrases)", ours, queries, truth)
    for name, engine in (("peer: LIKE", like), ("peer: FTS5 trigram", trigram)):
        spent = measure(name, engine, queries, truth)
        print(f"{'':24} ratio {spent / base:.1f} × ours")


def measure(name: str, engine: Callable[[str], int], queries: list[str], truth: list[int]) -> float:
    """Print and return the mean milliseconds a query; recall is the share of texts that ought to be found and were."""
    began = time.perf_counter()
    found = [engine(query) for query in queries]
    spent = (time.perf_counter() - began) * 1000 / len(queries)
    recall = sum(min(got, wanted) for got, wanted in zip(found, truth, strict=True)) / sum(truth)
    exact = sum(got == wanted for got, wanted in zip(found, truth, strict=True))
    print(f"{name:24} {spent:8.3f} ms a query, recall {recall:.3f}, exact on {exact} of {len(queries)}")
    return spent


if __name__ == "__main__":
    main()
