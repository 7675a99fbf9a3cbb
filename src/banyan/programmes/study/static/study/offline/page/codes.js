// QR codes: drawn for another's camera, and read from photos by the browser or by a library.

import encodeQR from "../vendor/qr/index.js";
import { svg } from "./dom.js";

const QUIET = 4;
// A photo is read smaller than it was taken, in several sizes: blur goes, and the code stays.
const WIDTHS = [1400, 1000, 700, 2000];
// A code that lies aslant in a photo taken from the side isn't found by the library until it is turned upright.
const TURNS = [0, 20, -20, 45, 90];

/** Draw a text as a code, black on white whatever the colours around. */
export function code(text) {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 0 });
  const size = rows.length + 2 * QUIET;
  const squares = [];
  rows.forEach((row, y) => row.forEach((isDark, x) => isDark && squares.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`)));
  const paper = svg("rect", { width: size, height: size, fill: "#fff" });
  const ink = svg("path", { d: squares.join(""), fill: "#000", "shape-rendering": "crispEdges" });
  return svg("svg", { viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" }, paper, ink);
}

/** Return the texts of all codes in a photo; none when there are none, or when it is no picture. */
export async function textsIn(photo) {
  const picture = await pictureOf(photo);
  if (!picture) return [];
  const found = await byBrowser(picture);
  return found.length ? found : byLibrary(picture);
}

async function byBrowser(picture) {
  try {
    const formats = await self.BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return [];
    const codes = await new self.BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
    return codes.map((one) => one.rawValue);
  } catch (error) {
    return [];
  }
}

async function byLibrary(picture) {
  const { decodeQR } = await import("../vendor/qr/decode.js");
  for (const turn of TURNS) {
    for (const width of WIDTHS) {
      try {
        return [decodeQR(pixelsOf(picture, width, turn))];
      } catch (error) {
        // Not so; the next one may do, and the page answers in between.
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
  }
  return [];
}

function pixelsOf(picture, most, turn) {
  const share = Math.min(1, most / Math.max(picture.naturalWidth, picture.naturalHeight));
  const [width, height] = [picture.naturalWidth, picture.naturalHeight].map((side) => Math.max(1, Math.round(side * share)));
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, width, height);
  drawing.translate(width / 2, height / 2);
  drawing.rotate((turn * Math.PI) / 180);
  drawing.drawImage(picture, -width / 2, -height / 2, width, height);
  return drawing.getImageData(0, 0, width, height);
}

function pictureOf(photo) {
  const address = URL.createObjectURL(photo);
  const picture = new Image();
  return new Promise((resolve) => {
    picture.onload = () => resolve(picture);
    picture.onerror = () => resolve(null);
    picture.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}
