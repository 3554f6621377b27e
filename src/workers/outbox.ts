import type { TransferListItem } from 'node:worker_threads'

/** Batches messages of one turn of the event loop, because waking another thread costs more than writing to it. */
export class Outbox<T> {
  private messages: T[] = []
  private transfer: TransferListItem[] = []

  constructor(
    private readonly most: number,
    private readonly post: (messages: T[], transfer: TransferListItem[]) => void,
  ) {}

  add(message: T, transfer: readonly TransferListItem[] = []): void {
    if (this.messages.length === 0) setImmediate(() => this.flush())
    this.messages.push(message)
    this.transfer.push(...transfer)
    if (this.messages.length >= this.most) this.flush()
  }

  private flush(): void {
    const { messages, transfer } = this
    this.messages = []
    this.transfer = []
    if (messages.length > 0) this.post(messages, transfer)
  }
}
