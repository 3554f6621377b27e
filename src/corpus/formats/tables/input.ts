/** The text that has been read and is not yet used. */
export class Input {
  text = ''
  /** What is before it has been used. */
  at = 0
  isEnd = false
  failure?: { error: unknown }
  private readonly chunks: AsyncIterator<string>
  private isFirst = true

  constructor(chunks: AsyncIterable<string>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }

  /** Reads until there are so many unused characters, or to the end. A failure ends the text, and is kept. */
  async fill(wanted: number): Promise<void> {
    const pieces = [this.text.slice(this.at)]
    let size = pieces[0]!.length
    while (size < wanted && !this.isEnd && !this.failure) {
      try {
        const next = await this.chunks.next()
        if (next.done) this.isEnd = true
        else {
          const piece = this.isFirst ? next.value.replace(/^\ufeff+/, '') : next.value
          this.isFirst &&= piece === ''
          pieces.push(piece)
          size += piece.length
        }
      } catch (error) {
        this.failure = { error }
      }
    }
    this.text = pieces.join('')
    this.at = 0
  }

  /** Twice as much each time, so that a long row is not read once for each chunk. Returns whether there is any. */
  async more(): Promise<boolean> {
    if (this.isEnd || this.failure) return false
    await this.fill(2 * (this.text.length - this.at) + 1)
    return true
  }

  /** Goes on after the next line end. Returns the number of line ends. */
  async skipLine(): Promise<number> {
    for (;;) {
      const rest = this.text.slice(this.at)
      const end = rest.search(/[\r\n]/)
      if (end >= 0) {
        this.at += end + (rest.startsWith('\r\n', end) ? 2 : 1)
        return 1
      }
      this.text = ''
      this.at = 0
      await this.fill(1)
      if (this.text === '') return 0
    }
  }
}
