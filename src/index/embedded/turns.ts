/** Queue that runs asynchronous tasks one after the other. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()

  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work)
    this.last = result.catch(() => undefined)
    return result
  }

  /** Resolves when all queued tasks have ended. */
  async done(): Promise<void> {
    await this.last
  }
}
