/** Lets pieces of work follow one another even where they give other work a turn. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()

  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work)
    this.last = result.catch(() => undefined)
    return result
  }

  /** Resolves when all that was taken on is done. */
  async done(): Promise<void> {
    await this.last
  }
}
