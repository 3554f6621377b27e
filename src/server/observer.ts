/** Who is told of what goes on inside, to count it. */
export interface ServiceObserver {
  /** A batch was encoded: calls and texts in it, and milliseconds it took. */
  onBatch?: (calls: number, texts: number, milliseconds: number) => void
  /** A query was looked up among the remembered ones. */
  onLookup?: (hit: boolean) => void
}
