"""What phones hear and see: a sound that any browser plays, and a code on a screen as a camera gets it."""

import io
import math
import struct
import wave
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter


def tone(seconds: int) -> bytes:
    """A sound that any browser plays."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", round(3000 * math.sin(at / 4))) for at in range(8000 * seconds)))
    return stream.getvalue()


def photographed(code: Path) -> Image.Image:
    """What a phone sees of a code on a screen, held aslant and from the side."""
    side, wide = 800, (1500, 2000)
    seen = ((40, 0), (0, side), (side, side - 20), (side - 60, 20))
    real = ((0, 0), (0, side), (side, side), (side, 0))
    rows = [
        row
        for (x, y), (u, v) in zip(seen, real, strict=True)
        for row in ((x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y))
    ]
    lens = np.linalg.solve(np.array(rows, float), np.array(real, float).ravel())
    card = Image.open(code).convert("RGBA").resize((side, side), Image.Resampling.NEAREST)
    card = card.transform((side, side), Image.Transform.PERSPECTIVE, list(lens), Image.Resampling.BICUBIC)
    card = card.rotate(-20, expand=True, resample=Image.Resampling.BICUBIC)
    desk = Image.radial_gradient("L").resize(wide).point(lambda light: 120 + light // 4).convert("RGB")
    desk.paste(card, ((wide[0] - card.width) // 2, (wide[1] - card.height) // 2), card)
    return desk.filter(ImageFilter.GaussianBlur(1.5))
