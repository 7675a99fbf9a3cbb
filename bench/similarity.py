"""`banyan bench similarity [TEXTS]`: planted copies looked for in 20,000 texts, by us, by datasketch and by rensa."""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from uuid import UUID

TEXTS, COPIES, PARAGRAPHS, LENGTH, SEED = 20_000, 400, 10, 200, 20221123
PEER = Path(__file__).parent / "peers" / "similarity"


def main() -> None:
    """Make texts, plant copies of two to five of ten paragraphs, and print recall, time and ratio of each engine."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    texts, pairs = planted_texts(count, min(COPIES, count // 4))
    print(f"{count} texts of {PARAGRAPHS * LENGTH} characters, {len(pairs)} copies of 2 to 5 of {PARAGRAPHS} paragraphs, seed {SEED}")
    with tempfile.TemporaryDirectory(prefix="banyan-bench-") as name:
        base = ours(Path(name), texts, pairs)
        peers(Path(name), texts, pairs, base)


def planted_texts(count: int, copies: int) -> tuple[list[str], list[tuple[int, int]]]:
    """Texts of words drawn as unevenly as real ones are, and (copy, source) of each planted copy."""
    chance = random.Random(SEED)
    words = ["".join(chr(chance.randrange(0x4E00, 0x5E00)) for _place in range(chance.choice((1, 2, 2, 3)))) for _word in range(4_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    made = []
    for _text in range(count):
        drawn = "".join(chance.choices(words, cum_weights=weights, k=PARAGRAPHS * LENGTH))[: PARAGRAPHS * LENGTH]
        made.append([drawn[place : place + LENGTH] for place in range(0, len(drawn), LENGTH)])
    chosen = chance.sample(range(count), 2 * copies)
    pairs = list(zip(chosen[:copies], chosen[copies:], strict=True))
    for copy, source in pairs:
        for paragraph in chance.sample(range(PARAGRAPHS), chance.randint(2, 5)):
            made[copy][paragraph] = made[source][paragraph]
    return ["\n".join(paragraphs) for paragraphs in made], pairs


def ours(folder: Path, texts: list[str], pairs: list[tuple[int, int]]) -> float:
    """Index the texts in an SQLite of their own, look every copy up through the query that pages use, and return milliseconds a text."""
    os.environ.update(BANYAN_DATA=str(folder), DJANGO_SETTINGS_MODULE="banyan.config.settings")
    os.environ.pop("DATABASE_URL", None)
    import django  # noqa: PLC0415  # after the settings

    django.setup()
    from django.db import connection  # noqa: PLC0415  # after the settings

    from banyan.cases.similarity.models import Fingerprint, Text  # noqa: PLC0415  # after the settings
    from banyan.cases.similarity.queries import crowded_values, is_copy, similar_texts  # noqa: PLC0415  # after the settings
    from banyan.kernels.hanzi import compare_texts, fingerprints  # noqa: PLC0415  # after the settings

    with connection.schema_editor() as editor:
        editor.create_model(Text)
        editor.create_model(Fingerprint)
    began = time.perf_counter()
    Text.objects.bulk_create(
        Text(pk=n + 1, kind="bench", ref=UUID(int=n), organisation_code="", year=1, characters=1) for n in range(len(texts))
    )
    rows = ((number + 1, each.value, each.position) for number, text in enumerate(texts) for each in fingerprints(text))
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.executemany("INSERT INTO similarity_fingerprint (text_id, value, position) VALUES (%s, %s, %s)", rows)  # type: ignore[arg-type]  # drivers take any iterable
        cursor.execute("COMMIT")
    print(f"ours: indexed in {time.perf_counter() - began:.1f} s (rows put in at once, not by the action)")
    # The tables of characters and OpenCC's dictionary are loaded once a process.
    similar_texts(texts[0])
    compare_texts(texts[0], texts[1], crowded=crowded_values(texts[0]))
    times, found, shown = [], 0, 0
    for copy, source in pairs:
        began = time.perf_counter()
        refs = [each.ref.int for each in similar_texts(texts[copy]) if each.ref.int != copy][:20]
        crowded = crowded_values(texts[copy])
        listed = [ref for ref in refs if is_copy(compare_texts(texts[copy], texts[ref], crowded=crowded))]
        times.append((time.perf_counter() - began) * 1000)
        found += source in listed
        shown += len(set(listed) - {source})
    spent = statistics.mean(times)
    most = max(times)
    print(f"{'ours':24} {spent:8.2f} ms a text (most {most:.1f}), found {found} of {len(pairs)}, {shown} others shown")
    return spent


def peers(folder: Path, texts: list[str], pairs: list[tuple[int, int]], base: float) -> None:
    """Run both libraries in their own environment on the same texts and print their figures beside ours."""
    python = PEER / "env" / "bin" / "python"
    if not python.exists():
        print("peers: not installed; run bench/peers/similarity/setup")
        return
    file = folder / "texts.json"
    file.write_text(json.dumps({"texts": texts, "pairs": pairs}))
    for name in ("rensa", "datasketch"):
        done = subprocess.run([python, PEER / "run.py", name, file], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"peer: {name} failed: {done.stderr.strip().splitlines()[-1:]}")
            continue
        said = json.loads(done.stdout)
        print(f"{'peer: ' + name:24} {said['milliseconds']:8.2f} ms a text, found {said['found']} of {len(pairs)}, ", end="")
        print(f"indexed in {said['indexed']:.1f} s, ratio {said['milliseconds'] / base:.2f} × ours")


if __name__ == "__main__":
    main()
