import type { ReportData } from '../../src/pages/report/data.js'

/** A report of `count` pairs, of each text with the next one. */
export function largeReport(count: number): ReportData {
  const numbers = Array.from({ length: count }, (_, i) => i)
  return {
    provenance: { anlam: '0', model: 'test', fingerprint: 'f'.repeat(64), prompt: '', corpora: ['test'] },
    summary: {
      threshold: 0.5,
      topK: 1,
      mutual: false,
      maxPairs: count,
      method: 'exact',
      memory: 1,
      passages: count + 1,
      duplicates: 0,
      pairs: count,
      pairsFound: count,
      groups: 0,
      grouped: 0,
      kinds: {},
      flags: {},
      recall: null,
      corpusSha256: '0',
    },
    leastScore: 0.5,
    ids: [...numbers.map(String), String(count)],
    texts: [...numbers, count].map(
      i => `Bu, uzunca bir metnin içinde geçen ve çok uzun olmayan cümle ${i} dir.`,
    ),
    corpora: null,
    pairs: {
      a: numbers,
      b: numbers.map(i => i + 1),
      score: numbers.map(i => 1 - i / count / 2),
      kind: numbers.map(() => 2),
      flags: numbers.map(i => (i % 10 === 0 ? 1 : 0)),
      reason: numbers.map(() => 0),
    },
    groups: [],
    map: { text: [], x: [], y: [], group: [] },
    histogram: { from: 0.5, width: 0.5, random: [1], found: [count] },
    curve: null,
    explanations: [],
  }
}
