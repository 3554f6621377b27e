import { type Feeds, Session, type SessionOptions } from '../onnx/session.js'
import type { GivenGraphModule } from './checkpoint/types.js'
import type { Row } from './inputs.js'

/** Runs a graph that came with a checkpoint, as far as vectors of tokens or of texts. */
export class GivenSession {
  private constructor(
    private readonly session: Session,
    private readonly module: GivenGraphModule,
  ) {}

  /** @throws AnlamError as `Session.open` */
  static async open(module: GivenGraphModule, options: SessionOptions): Promise<GivenSession> {
    return new GivenSession(await Session.open(module.path, options), module)
  }

  /** Inputs of the graph that `buildGraph` writes for what follows. */
  async run(rows: readonly Row[], length: number): Promise<Feeds> {
    const { inputs, output, padTokenId, hidden, isPooled } = this.module
    const size = rows.length * length
    const mask = new Int32Array(size)
    const values = {
      input_ids: new Int32Array(size).fill(padTokenId),
      attention_mask: mask,
      token_type_ids: new Int32Array(size),
      position_ids: new Int32Array(size),
    }
    rows.forEach(({ ids }, row) => {
      ids.forEach((id, i) => {
        const at = row * length + i
        values.input_ids[at] = id
        mask[at] = 1
        values.position_ids[at] = i
      })
    })
    const dims = [rows.length, length]
    const feeds: Feeds = {}
    for (const { name, type } of inputs) {
      const data = type === 'int32' ? values[name] : BigInt64Array.from(values[name], BigInt)
      feeds[name] = { data, dims }
    }
    const vectors = await this.session.run(feeds, output)
    const shape = isPooled ? [rows.length, hidden] : [...dims, hidden]
    return { token_vectors: { data: vectors, dims: shape }, attention_mask: { data: mask, dims } }
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
