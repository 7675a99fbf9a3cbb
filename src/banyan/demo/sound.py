"""A few bars on a plucked string, which stand for recordings in the demo: there is nobody whose voice could."""

import io
import wave
from random import Random

import numpy as np

RATE = 11_025
# The five notes of the gong mode on G, in Hertz, over two octaves.
NOTES = (196.0, 220.0, 246.9, 293.7, 329.6, 392.0, 440.0, 493.9, 587.3, 659.3)
BEAT, RING = 0.48, 1.6


def tune(seconds: int, seed: int) -> bytes:
    """Return a tune of that length as WAV, 16 bit mono, wandering up and down the notes and ending low; another for each seed."""
    chance, place = Random(seed), 5  # noqa: S311  # no secret, a tune
    sound = np.zeros(int(RATE * (seconds + RING)))
    ring = np.arange(int(RATE * RING)) / RATE
    beats = int(seconds / BEAT)
    for beat in range(beats):
        place = 0 if beat >= beats - 2 else min(max(place + chance.choice((-2, -1, -1, 1, 1, 2)), 0), len(NOTES) - 1)
        note = sum(np.sin(2 * np.pi * NOTES[place] * part * ring) / part**2 for part in (1, 2, 3))
        begin = int(beat * BEAT * RATE)
        sound[begin : begin + ring.size] += note * np.exp(-4 * ring)
    sound = (sound[: RATE * seconds] / np.abs(sound).max() * 20_000).astype("<i2")
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())
    return stream.getvalue()
