import { Session, type SessionOptions } from '../../onnx/session.js'
import { buildProgram, type Program, type Recipe, type Task } from './program.js'

export interface LoadedProgram extends Program {
  session: Session
}

/** The graphs of a model, each loaded when it is first needed. */
export class Programs {
  private readonly loaded = new Map<string, Promise<LoadedProgram>>()

  constructor(
    private readonly recipe: Recipe,
    private readonly options: SessionOptions,
  ) {}

  /** @throws AnlamError `corrupt-checkpoint` if onnxruntime rejects the graph */
  get(task: Task): Promise<LoadedProgram> {
    const key = JSON.stringify(task)
    const known = this.loaded.get(key)
    if (known) return known
    const loading = this.load(task)
    this.loaded.set(key, loading)
    loading.catch(() => this.loaded.delete(key))
    return loading
  }

  async close(): Promise<void> {
    for (const program of this.loaded.values()) await (await program).session.close()
    this.loaded.clear()
  }

  private async load(task: Task): Promise<LoadedProgram> {
    const program = buildProgram(this.recipe, task)
    return { ...program, session: await Session.create(program.model, this.options) }
  }
}
