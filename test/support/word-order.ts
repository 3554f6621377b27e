/** Words of a text in lower case, without numbers, which lists make. */
export function wordsOf(text: string): string[] {
  return text.toLocaleLowerCase('tr').match(/\p{L}{2,}/gu) ?? []
}

/** Number of words of the longest sequence that both hold in this order. */
export function commonInOrder(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (const [i, other] of b.entries())
      next.push(word === other ? row[i]! + 1 : Math.max(row[i + 1]!, next[i]!))
    row = next
  }
  return row.at(-1)!
}
