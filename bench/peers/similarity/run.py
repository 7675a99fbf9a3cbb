"""MinHash LSH by datasketch or rensa: index the texts of a file, look each planted copy up, print figures as JSON."""

import json
import sys
import time
from pathlib import Path

GRAM, HASHES, THRESHOLD, BANDS = 8, 128, 0.1, 64


def grams(text: str) -> list[str]:
    """Every eight characters in a row, once, without line ends."""
    text = text.replace("\n", "")
    return list({text[place : place + GRAM] for place in range(len(text) - GRAM + 1)})


def engine(name: str):
    """Return (make a signature of a text, an empty index) of the library."""
    if name == "rensa":
        from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415  # only the one that is measured

        def sign(text: str):
            made = RMinHash(num_perm=HASHES, seed=1)
            made.update(grams(text))
            return made

        return sign, RMinHashLSH(threshold=THRESHOLD, num_perm=HASHES, num_bands=BANDS)
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415  # only the one that is measured

    def sign_slowly(text: str):
        made = MinHash(num_perm=HASHES, seed=1)
        made.update_batch([gram.encode() for gram in grams(text)])
        return made

    return sign_slowly, MinHashLSH(threshold=THRESHOLD, num_perm=HASHES)


def main() -> None:
    """Index, look up, print."""
    given = json.loads(Path(sys.argv[2]).read_text())
    sign, index = engine(sys.argv[1])
    began = time.perf_counter()
    for number, text in enumerate(given["texts"]):
        index.insert(number, sign(text))
    indexed = time.perf_counter() - began
    began = time.perf_counter()
    found = sum(source in index.query(sign(given["texts"][copy])) for copy, source in given["pairs"])
    spent = (time.perf_counter() - began) * 1000 / len(given["pairs"])
    print(json.dumps({"milliseconds": spent, "found": found, "indexed": indexed}))


if __name__ == "__main__":
    main()
