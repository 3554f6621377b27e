/** Callbacks for counting what a service does. */
export interface ServiceObserver {
  /** Called after each encoded batch, with the calls and texts in it and its duration. */
  onBatch?: (calls: number, texts: number, milliseconds: number) => void
  /** Called after each look-up in the query cache. */
  onLookup?: (hit: boolean) => void
}
