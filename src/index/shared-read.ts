/**
 * Reads something that changes, for many at once. Those who ask share a read, but only one that began after they asked: so
 * each sees what there was when it asked, or later.
 */
export class SharedRead<T> {
  private running: Promise<T> | undefined
  private next: { read: Promise<T>; hurry: () => void } | undefined

  constructor(private readonly readNow: () => Promise<T>) {}

  get isReading(): boolean {
    return this.running !== undefined
  }

  /** @param due settles when the read has to begin at the latest: until then it waits for others to share it. Default: at once */
  read(due?: Promise<unknown>): Promise<T> {
    if (due === undefined && !this.running && !this.next) return this.begin()
    this.next ??= this.plan()
    const { read, hurry } = this.next
    if (due === undefined) hurry()
    else due.then(hurry, hurry)
    return read
  }

  private plan(): { read: Promise<T>; hurry: () => void } {
    let hurry = ignore
    const due = new Promise<void>(resolve => {
      hurry = resolve
    })
    const read = due
      .then(() => this.running)
      .then(ignore, ignore)
      .then(() => {
        this.next = undefined
        return this.begin()
      })
    return { read, hurry }
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
