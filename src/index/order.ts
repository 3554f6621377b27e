/** Orders hits best first; ties by id in code point order, so that all engines and runs agree. */
export function compareHits(a: { score: number; id: string }, b: { score: number; id: string }): number {
  return b.score - a.score || compareIds(a.id, b.id)
}

/** Compares strings in code point order, that of UTF-8 and of databases; in UTF-16, surrogates precede U+E000. */
export function compareIds(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit
}
