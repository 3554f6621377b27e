// Adds a stream of texts with progress, and stops when told to: `node examples/stream-and-cancel.js < texts.txt`.
import { createInterface } from 'node:readline'
import { Anlam, AnlamError } from 'anlam'

const controller = new AbortController()
process.once('SIGINT', () => controller.abort())

/** Lines as texts with metadata. Anything that `for await` goes through will do. */
async function* lines() {
  let line = 0
  for await (const text of createInterface({ input: process.stdin }))
    if (text.trim() !== '') yield { id: `satır-${++line}`, text, metadata: { line } }
}

const anlam = new Anlam({ reporter: { note: console.error, warn: console.error } })
try {
  const stream = await anlam.openOrCreate('akış')
  const report = await stream.add(lines(), {
    signal: controller.signal,
    onProgress: ({ documents, passages }) => console.log(`${documents} texts, ${passages} passages on disk`),
  })
  console.log(`${report.truncated} of them were longer than the model takes`)
  for await (const { query, hits } of stream.searchAll(['öğrenme', 'veri'], { k: 1 }))
    console.log(query, '→', hits[0]?.text)
} catch (error) {
  if (!(error instanceof AnlamError && error.code === 'cancelled')) throw error
  console.log('cancelled; what was on disk is kept')
} finally {
  await anlam.close()
}
