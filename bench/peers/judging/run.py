"""A mixed model of statsmodels with crossed effects of case and judge: fit the reviews of a file, print scores and seconds as JSON."""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM


def main() -> None:
    """Fit, add the case's effect to the mean, print."""
    rows = pd.DataFrame(json.loads(Path(sys.argv[1]).read_text()), columns=["case", "judge", "points"])
    warnings.simplefilter("ignore")
    began = time.perf_counter()
    # statsmodels has no crossed effects but by one group that holds all reviews.
    spreads = {"case": "0 + C(case)", "judge": "0 + C(judge)"}
    model = MixedLM.from_formula("points ~ 1", groups=np.ones(len(rows)), vc_formula=spreads, data=rows)
    effects = model.fit().random_effects[1.0]
    spent = time.perf_counter() - began
    scores = [float(effects.get(f"case[C(case)[{case}]]", 0.0)) for case in range(int(rows["case"].max()) + 1)]
    print(json.dumps({"seconds": spent, "scores": scores}))


if __name__ == "__main__":
    main()
