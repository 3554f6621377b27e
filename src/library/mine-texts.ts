import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mineCorpus } from '../mining/mine-corpus.js'
import { MINING } from '../mining/types.js'
import type { Runtime } from './runtime.js'
import type { MineOptions, MineReport } from './text-index.js'

/** How files would be read; indexes are not. */
const READ = { textField: 'text', idField: 'id', onError: 'fail' } as const

/** Mines an index, or two; see `TextIndex.mine`. Working files are in a folder of their own, removed at the end. */
export async function mineTexts(
  { config, reporter }: Runtime,
  name: string,
  { between, report, threshold, precision, signal, onProgress, ...given }: MineOptions,
): Promise<MineReport> {
  const folder = mkdtempSync(join(tmpdir(), 'anlam-mine-'))
  const names = between === undefined ? [name] : [name, between]
  try {
    return await mineCorpus(
      config,
      {
        sources: between === undefined ? [{ index: name }] : [{ index: name }, { index: between }],
        settings: { ...MINING, ...given },
        folder,
        read: READ,
        reporter,
        ...(config.rerank === undefined ? {} : { rerank: config.rerank }),
        ...(threshold === undefined ? {} : { threshold }),
        ...(precision === undefined ? {} : { precision }),
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      },
      async mined => {
        if (report !== undefined) {
          const { writeMiningReport } = await import('../pages/report/mining-report.js')
          await writeMiningReport(config, mined, {
            folder: report,
            corpora: names,
            reporter,
            ...(signal ? { signal } : {}),
          })
        }
        const { pairs, groups, summary } = mined.result
        return { pairs, groups, summary }
      },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
