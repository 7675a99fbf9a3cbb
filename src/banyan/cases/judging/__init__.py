"""评审: judges and their conflicts, who judges what, scores, selection under rules, public notice, and a result anyone can check."""
