import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../support/shared.js'

/** A part of a lesson: a heading, and paragraphs of whole sentences. */
export interface LessonPart {
  heading: string
  paragraphs: string[]
}

const TOPICS = {
  optimizasyon: 'Eniyileme ve gradyan inişi',
  kumeleme: 'Kümeleme yöntemleri',
  degerlendirme: 'Modelleri değerlendirmek',
}
const SENTENCES = 4
const PARAGRAPHS = 5

/** A lesson of sentences of the bundled corpus, which anybody may use. */
export function lesson(): LessonPart[] {
  return Object.entries(TOPICS).map(([topic, heading]) => {
    const rows = readFileSync(join(PROJECT_ROOT, 'corpus', 'documents', `${topic}.jsonl`), 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as { id: string; text: string })
    const sentences = rows.filter(({ id }) => id.endsWith('-a')).map(({ text }) => text)
    const paragraphs = Array.from({ length: PARAGRAPHS }, (_, i) =>
      Array.from({ length: SENTENCES }, (_, j) => sentences[(i * SENTENCES + j) % sentences.length]).join(
        ' ',
      ),
    )
    return { heading, paragraphs }
  })
}
