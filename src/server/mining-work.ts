import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import type { MineResult } from '../mining/mine.js'
import { mineCorpus } from '../mining/mine-corpus.js'
import type { MineSettings } from '../mining/types.js'
import type { Searcher } from '../search/searcher.js'
import type { Reporter } from '../types.js'
import type { JobRequest, Worker } from './shared-jobs.js'
import { READING } from './uploads.js'

/** What is to be mined, and how. */
export interface MiningRequest extends JobRequest {
  settings: Omit<MineSettings, 'threshold'>
  threshold?: number
}

/** What a mining job gives. */
export type MinedPairs = Pick<MineResult, 'pairs' | 'groups'>

/** What mining needs of the server. */
export interface MiningHost {
  config: Config
  reporter: Reporter
  names: readonly string[]
  refresh(): Promise<void> | undefined
  searcher(name: string): Promise<Searcher>
}

/** Mines indexes that a server has open. */
export function miningWork(host: MiningHost): Worker<MiningRequest, MinedPairs> {
  return {
    canRun: ({ index }) => host.names.includes(index.name),
    run: async ({ index, settings, threshold }, signal, onProgress) => {
      // If another index has taken the name by now, this job is cancelled.
      await host.refresh()
      throwIfAborted(signal)
      if ((await host.searcher(index.name)).index.id !== index.id)
        throw new AnlamError('not-found', `index ${index.name} has been replaced; mine it anew`)
      const folder = mkdtempSync(join(tmpdir(), 'anlam-mine-'))
      try {
        return await mineCorpus(
          host.config,
          {
            sources: [{ index: index.name }],
            settings,
            ...(threshold === undefined ? {} : { threshold }),
            folder,
            read: READING,
            signal,
            reporter: host.reporter,
            onProgress,
          },
          async ({ result: { pairs, groups } }) => ({ pairs, groups }),
        )
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}
