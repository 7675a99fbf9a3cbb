"""What an audio file truly is, known by its content, how long it plays, and what to do with one that can't be played everywhere."""

import io
import re
import shutil
import struct
import subprocess
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tinytag import TinyTag, TinyTagException

from banyan.core.errors import RuleError

# kind → (media type, how a file of it is called)
MP3, M4A, OGG, WAV = ("audio/mpeg", "mp3"), ("audio/mp4", "m4a"), ("audio/ogg", "ogg"), ("audio/wav", "wav")
EXTENSIONS = dict((MP3, M4A, OGG, WAV))
# A frame of sound is looked for so far behind the tag; players give up sooner.
_MOST_SKIPPED = 64 * 1024
_PATIENCE = 300
_BITRATES = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FOREIGN = (
    (b"#!AMR", gettext_lazy("This is an AMR recording, which browsers can't play. Save it as MP3 or M4A and choose that file.")),
    (b"\x02#!SILK", gettext_lazy("This is a WeChat voice message, which browsers can't play. Record it anew as MP3 or M4A.")),
    (b"#!SILK", gettext_lazy("This is a WeChat voice message, which browsers can't play. Record it anew as MP3 or M4A.")),
    (
        b"0&\xb2u\x8ef\xcf\x11",
        gettext_lazy("This is a Windows Media file, which browsers can't play. Save it as MP3 and choose that file."),
    ),
    (b"fLaC", gettext_lazy("This is a FLAC file, larger than needed. Save it as MP3 or M4A and choose that file.")),
)


class UnableToUseAudio(RuleError):
    """The file holds no sound that can be played."""


@dataclass(frozen=True, slots=True)
class Audio:
    """What a file is: its media type, and how long it plays in seconds (None: it doesn't say)."""

    kind: str
    seconds: int | None


def read_audio(content: bytes, *, name: str) -> Audio:
    """Tell kind and length of a recording: MP3, M4A, Ogg (Opus or Vorbis) or WAV. Raise UnableToUseAudio for anything else."""
    found = _kind_of(content)
    if found is None:
        raise UnableToUseAudio(f"{name}: {_why_not(content)}")
    kind, extension = found
    try:
        said = TinyTag.get(f"recording.{extension}", file_obj=io.BytesIO(content), tags=False)
        # A damaged header may claim days; nobody speaks for longer than one.
        seconds = round(said.duration) if said.duration and 0 < said.duration < 24 * 3600 else None
    except (TinyTagException, struct.error, ValueError, OSError, ArithmeticError, LookupError):
        seconds = None
    return Audio(kind, seconds)


def _kind_of(content: bytes) -> tuple[str, str] | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return WAV if b"fmt " in content[12:4096] and b"data" in content[12:_MOST_SKIPPED] else None
    if content[:4] == b"OggS":
        return OGG if b"OpusHead" in content[:4096] or b"\x01vorbis" in content[:4096] else None
    if content[4:8] == b"ftyp":
        return M4A if _is_sound_alone(content) else None
    return MP3 if _has_frames(content) else None


def _why_not(content: bytes) -> str:
    for head, said in _FOREIGN:
        if content.startswith(head):
            return str(said)
    if content[4:8] == b"ftyp":
        return _("This is a film or holds no sound. Save the sound alone as M4A or MP3 and choose that file.")
    return _("This is no recording. Choose an MP3, M4A, Ogg or WAV file; a name that ends in .mp3 doesn't make one.")


def _is_sound_alone(content: bytes) -> bool:
    """Tell whether an MP4 holds a track of sound and none of pictures that move."""
    start = 0
    while start + 8 <= len(content):
        size, kind = struct.unpack(">I4s", content[start : start + 8])
        if size == 1 and start + 16 <= len(content):
            (size,) = struct.unpack(">Q", content[start + 8 : start + 16])
        if kind == b"moov":
            tracks = content[start : start + size] if size else content[start:]
            handlers = {tracks[found.end() + 8 : found.end() + 12] for found in re.finditer(b"hdlr", tracks)}
            return b"soun" in handlers and b"vide" not in handlers
        if size < 8:
            return False
        start += size
    return False


def _has_frames(content: bytes) -> bool:
    """Tell whether two frames of MPEG layer III follow one another, behind a tag if there is one."""
    start = 0
    if content[:3] == b"ID3" and len(content) > 10:
        # The size of the tag in four times seven bits.
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
    last = min(start + (_MOST_SKIPPED if start else 4096), len(content) - 4)
    while (start := content.find(b"\xff", start, max(last, 0))) >= 0:
        length = _frame_length(content[start : start + 4])
        if length and (_frame_length(content[start + length : start + length + 4]) or start + length == len(content)):
            return True
        start += 1
    return False


def _frame_length(head: bytes) -> int:
    """The bytes of an MPEG layer III frame that begins with this head; 0 when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bitrate in (0, 15) or rate == 3:
        return 0
    kilobits = _BITRATES[3 if version == 3 else 2][bitrate - 1]
    return (144 if version == 3 else 72) * kilobits * 1000 // _RATES[version][rate] + (head[2] >> 1 & 1)


def shrunk(content: bytes) -> bytes | None:
    """Return a sound as Opus at 16 kilobits, mono, as speech needs no more; None where ffmpeg isn't installed or it wouldn't be smaller."""
    program = shutil.which("ffmpeg")
    if program is None:
        return None
    words = [program, "-v", "error", "-i", "pipe:0", "-vn", "-ac", "1", "-c:a", "libopus", "-b:a", "16k", "-application", "voip"]
    words += ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "ogg", "pipe:1"]
    try:
        done = subprocess.run(words, input=content, capture_output=True, timeout=_PATIENCE, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout if _kind_of(done.stdout) == OGG and len(done.stdout) < len(content) else None
