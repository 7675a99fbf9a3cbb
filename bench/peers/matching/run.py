"""networkx's max_weight_matching on an instance from a file: prints seconds, pairs and total as JSON; one place a person."""

import json
import sys
import time
from pathlib import Path

import networkx as nx


def main() -> None:
    """Read, match, print."""
    given = json.loads(Path(sys.argv[1]).read_text())
    graph = nx.Graph()
    for left, right, quality in given["edges"]:
        graph.add_edge(("l", left), ("r", right), weight=quality + 1)
    began = time.perf_counter()
    pairs = nx.max_weight_matching(graph, maxcardinality=True)
    seconds = time.perf_counter() - began
    total = sum(graph[one][other]["weight"] - 1 for one, other in pairs)
    print(json.dumps({"seconds": seconds, "filled": len(pairs), "total": total, "version": nx.__version__}))


main()
