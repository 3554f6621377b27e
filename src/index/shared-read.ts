/**
 * Reads something that changes, for many at once. Those who ask share a read, but only one that began after they asked: so
 * each sees what there was when it asked, or later.
 */
export class SharedRead<T> {
  private running: Promise<T> | undefined
  private next: Promise<T> | undefined

  constructor(private readonly readNow: () => Promise<T>) {}

  get isReading(): boolean {
    return this.running !== undefined
  }

  read(): Promise<T> {
    if (!this.running) return this.begin()
    this.next ??= this.running.then(ignore, ignore).then(() => {
      this.next = undefined
      return this.begin()
    })
    return this.next
  }

  private begin(): Promise<T> {
    const running = this.readNow().finally(() => {
      if (this.running === running) this.running = undefined
    })
    this.running = running
    return running
  }
}

function ignore(): void {}
