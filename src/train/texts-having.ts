/** For each item that texts have, such as a word piece or a stem, the places of those texts, once for each time they have it. */
export function textsHaving<T>(texts: readonly Iterable<T>[]): Map<T, number[]> {
  const out = new Map<T, number[]>()
  texts.forEach((items, text) => {
    for (const item of items) {
      const known = out.get(item)
      if (known) known.push(text)
      else out.set(item, [text])
    }
  })
  return out
}
