/** Where servers that serve the same indexes tell each other of long jobs. Values are JSON that only the servers understand. */
export interface JobBoard {
  /**
   * Posts a job, or replaces what is posted of it. Durable when it resolves.
   * @param version of what is replaced; undefined for a new job
   * @returns the new version; undefined if another server has replaced or removed it meanwhile
   */
  put(id: string, value: unknown, version?: string): Promise<string | undefined>

  get(id: string): Promise<PostedJob | undefined>

  /** All jobs, those first that were posted first. */
  list(): Promise<PostedJob[]>

  /** Removes a job, but no result. */
  remove(id: string): Promise<void>

  /** Keeps a result, of any length. Durable when it resolves. */
  putResult(key: string, json: string): Promise<void>

  /** @returns undefined if there is none, or not all of it */
  result(key: string): Promise<string | undefined>

  removeResult(key: string): Promise<void>
}

export interface PostedJob {
  id: string
  value: unknown
  /** Changes with every replacement. */
  version: string
}
