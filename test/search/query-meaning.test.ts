import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { AnlamError } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { MAX_FORMS, standsAt, type Term, termsOf, toTerms } from '../../src/index/lexical.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { SearchIndex } from '../../src/index/types.js'
import { PhraseFinder } from '../../src/search/phrases.js'
import { parseQuery } from '../../src/search/query-language.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'
import { clusteredVectors } from '../support/vectors.js'

const WORDS = ['elma', 'muz', 'kiraz', 'nar', 'üzüm', 'dut']
const IDENTITY = { model: 'test', fingerprint: 'a'.repeat(64), dimension: 16 }

/** A passage for every set of words. */
const SETS = Array.from({ length: 1 << WORDS.length }, (_, bits) =>
  WORDS.filter((_, i) => bits & (1 << i)),
).slice(1)

async function fill(index: SearchIndex): Promise<SearchIndex> {
  const documents = SETS.map(words => {
    const [id, text] = [words.join('-'), words.join(' ')]
    return {
      document: { id, source: 'test', metadata: {} },
      hash: id,
      passages: [{ id, documentId: id, text, start: 0, end: text.length }],
    }
  })
  await index.write(documents, clusteredVectors(SETS.length, 16, 1))
  return index
}

async function engines(t: TestContext): Promise<SearchIndex[]> {
  const embedded = await EmbeddedIndex.create(scratch(t), 'test', IDENTITY)
  t.after(() => embedded.close())
  return Promise.all([embedded, new MemoryIndex('test', IDENTITY)].map(fill))
}

/** A query as it is written: alternatives of words and groups that stand side by side. */
interface Alternatives {
  or: Part[][]
}
interface Part {
  sign: '' | '+' | '-' | 'AND'
  of: string | Alternatives
}

const { alternatives } = fc.letrec<{ alternatives: Alternatives; part: Part }>(tie => ({
  alternatives: fc.record({
    or: fc.array(fc.array(tie('part'), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 }),
  }),
  part: fc.record({
    sign: fc.constantFrom<Part['sign'][]>('', '', '+', '-', 'AND'),
    of: fc.oneof({ maxDepth: 5 }, fc.constantFrom(...WORDS), tie('alternatives')),
  }),
}))

const write = ({ or }: Alternatives): string =>
  or
    .map(parts =>
      parts
        .map(({ sign, of }, i) => {
          const text = typeof of === 'string' ? of : `(${write(of)})`
          if (sign === 'AND') return i > 0 ? `AND ${text}` : text
          // Before a parenthesis a sign is text; NOT says the same as `-`.
          if (typeof of === 'string') return sign + text
          return sign === '-' ? `NOT ${text}` : text
        })
        .join(' '),
    )
    .join(' OR ')

/** What a query means, said once more: nothing is expanded, every passage is looked at. */
function means({ or }: Alternatives, words: readonly string[]): boolean {
  return or.some(parts => {
    const roles = parts.map(({ sign, of }) => {
      if (sign === '-') return 'excluded'
      return sign === '+' && typeof of === 'string' ? 'required' : 'wanted'
    })
    // AND binds what was wanted last.
    parts.forEach(({ sign }, i) => {
      if (sign !== 'AND' || i === 0) return
      roles[i] = 'required'
      const last = roles.slice(0, i).lastIndexOf('wanted')
      if (last >= 0) roles[last] = 'required'
    })
    const holds = ({ of }: Part): boolean => (typeof of === 'string' ? words.includes(of) : means(of, words))
    const are = (role: string): Part[] => parts.filter((_, i) => roles[i] === role)
    if (are('excluded').some(holds)) return false
    if (are('required').length > 0) return are('required').every(holds)
    return are('wanted').some(holds)
  })
}

/** Only what excludes everything, at any level, is refused. */
function isRefused({ or }: Alternatives): boolean {
  return or.some(
    parts =>
      parts.every(({ sign }) => sign === '-') ||
      parts.some(({ of }) => typeof of !== 'string' && isRefused(of)),
  )
}

const formsOf = (text: string): number => {
  const terms = toTerms(parseQuery(text).wording)
  return terms ? termsOf(terms, true).length : 0
}

test('a query finds what it means, however it is nested', async t => {
  const indexes = await engines(t)
  await fc.assert(
    fc.asyncProperty(
      alternatives.filter(query => !isRefused(query)),
      async query => {
        const text = write(query)
        const { wording } = parseQuery(text)
        const expected = SETS.filter(words => means(query, words)).map(words => words.join('-'))
        for (const index of indexes) {
          const found = await index.lexical(wording, { k: SETS.length })
          assert.deepEqual(found.map(({ id }) => id).sort(), expected.sort(), text)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('what is looked for grows with the query and no faster', () => {
  fc.assert(
    fc.property(
      alternatives.filter(query => !isRefused(query)),
      query => {
        const text = write(query)
        assert.ok(formsOf(text) <= 8 * text.split(/\s+/).length, text)
      },
    ),
    { numRuns: 1000 },
  )
  const nested = (levels: number) => `${'('.repeat(levels)}model${' AND veri ağ)'.repeat(levels)}`
  assert.ok(formsOf(nested(20)) <= 2 * formsOf(nested(10)))
})

test('the query that took minutes is answered', { skip: unlessShared('cases') }, async t => {
  const { query } = JSON.parse(readFileSync(shared('cases/exponential-query.json'), 'utf8'))
  const { wording, text } = parseQuery(query)
  assert.ok(text.length <= query.length)
  for (const index of await engines(t)) assert.deepEqual(await index.lexical(wording, { k: 10 }), [])
})

test('too much, and too deep, is refused by every engine with a reason', async t => {
  const word = (i: number) => `w${i.toString(36)}x`
  const words = (n: number) => Array.from({ length: n }, (_, i) => word(i)).join(' ')
  const queries = [
    words(MAX_FORMS),
    `"${words(MAX_FORMS)}"`,
    Array.from({ length: MAX_FORMS }, (_, i) => word(i)).join('-'),
    Array.from({ length: MAX_FORMS }, (_, i) => `+${word(i)}`).join(' '),
    Array.from({ length: MAX_FORMS }, (_, i) => `${word(i)}*`).join(' '),
    `${'w1x NOT (w2x OR w3x AND w5x NOT ('.repeat(9)}w4x${'))'.repeat(9)}`,
    `+a1 ${'('.repeat(50_000)}`,
    `${'(elma OR muz AND '.repeat(20)}a1${')'.repeat(20)}`,
    `${'(a1 OR '.repeat(10_000)}a1${')'.repeat(10_000)}`,
  ]
  for (const index of await engines(t))
    for (const query of queries)
      await assert.rejects(
        async () => {
          await index.lexical(parseQuery(query).wording, { k: 3 })
          assert.fail(`${query.slice(0, 40)} was taken`)
        },
        (error: unknown) => error instanceof AnlamError && error.code === 'invalid-input',
        query.slice(0, 40),
      )
  for (const query of ['('.repeat(100_000), '« '.repeat(50_000), ')'.repeat(100_000), '- '.repeat(50_000)])
    assert.deepEqual(termsOf(toTerms(parseQuery(`${query}elma`).wording)!, true).length, 4)
  // As much as is allowed is taken, and so is a word said again and again.
  for (const index of await engines(t)) {
    await index.lexical(parseQuery(words(Math.floor(MAX_FORMS / 4))).wording, { k: 3 })
    await index.lexical(parseQuery('elma '.repeat(10_000)).wording, { k: 3 })
    await index.lexical(parseQuery(`${'(elma OR muz AND '.repeat(10)}nar${')'.repeat(10)}`).wording, { k: 3 })
  }
})

test('phrases are found where they stand, the longest at each place', () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'abc', 'c')
  const term = fc.record({
    field: fc.constant<'plain'>('plain'),
    words: fc.array(word, { minLength: 1, maxLength: 4 }),
    prefix: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(term, { maxLength: 8 }),
      fc.array(word, { maxLength: 30 }),
      (terms: Term[], words) => {
        const longest = new Uint16Array(words.length)
        new PhraseFinder(terms).find(words, longest)
        const expected = words.map((_, at) =>
          Math.max(0, ...terms.filter(each => standsAt(words, at, each)).map(each => each.words.length)),
        )
        assert.deepEqual([...longest], expected)
      },
    ),
    { numRuns: 1000 },
  )
})
