import type { Random } from '../../basics/random.js'
import { shortPath } from '../report/names.js'
import type { Recipe } from '../tune/choices.js'
import type { LossName } from '../types.js'
import { describeShapes, type Material, type Row, scoreRange } from './read-rows.js'
import type { Example, Source, TextTable } from './source.js'

export interface SourceOptions {
  recipe: Recipe
  batchSize: number
  /** Groups of a batch that has all of their texts. */
  groupsPerBatch: number
  /** Dimension of the model's vectors. */
  dimension: number
  /** Texts have vectors of a teacher, so single texts teach something. */
  taught: boolean
}

/** Scored pairs are ranked within small batches; with 512, as many passes learn less. */
const SCORED_BATCH = 128
/**
 * Factor on the mean squared difference to a teacher's unit vectors: with it the loss is 10 − 10 cosine, whose slope is
 * about that of the contrastive loss where a quarter of the batch is still confused.
 */
const DISTILLATION_STRENGTH = 5

export interface WeightedMaterial extends Material {
  /** Passes in one epoch. */
  weight: number
}

type Kind = Omit<Source, 'name' | 'weight' | 'batchSize' | 'draw' | 'size'> & {
  name: string
  batchSize?: number
  examples: Example[]
  draw?: Source['draw']
}

/**
 * Makes the sources of one material: one for each kind of example in it.
 * @param table takes all of their texts
 */
export function sourcesOf(
  { path, rows, weight }: WeightedMaterial,
  table: TextTable,
  { recipe, batchSize, groupsPerBatch, dimension, taught }: SourceOptions,
): Source[] {
  const kinds =
    recipe === 'cosine-similarity' ? [regression(rows, table)] : byShape(rows, table, recipe, groupsPerBatch)
  if (taught) kinds.push(distillation(rows, table, dimension))
  return kinds.flatMap(({ name, examples, draw, batchSize: most = batchSize, ...kind }) =>
    examples.length < (kind.loss === 'distillation' || !kind.distinct ? 1 : 2)
      ? []
      : [
          {
            ...kind,
            examples,
            name: `${shortPath(path)}, ${name}`,
            weight,
            size: examples.length,
            batchSize: kind.loss === 'correlation' ? Math.min(most, batchSize) : most,
            draw: draw ?? (() => [...examples]),
          },
        ],
  )
}

const contrast = { loss: 'multiple-negatives-symmetric' as LossName, distinct: true, strength: 1 }

function byShape(rows: readonly Row[], table: TextTable, recipe: Recipe, groupsPerBatch: number): Kind[] {
  const pairs = pairsOf(rows, table)
  const groups = groupsOf(rows, table)
  const scored = rows.flatMap(row =>
    row.shape === 'scored' ? [{ ...sides(row, table), score: row.score }] : [],
  )
  const alone = (examples: readonly Example[]): Example[] =>
    examples.filter(({ negative }) => negative === undefined)
  const opposed = (examples: readonly Example[]): Example[] =>
    examples.filter(({ negative }) => negative !== undefined)
  return [
    { ...contrast, name: 'pairs', examples: alone(pairs) },
    { ...contrast, name: 'pairs with negatives', examples: opposed(pairs) },
    ...(recipe === 'all-texts' ? [wholeGroups(groups, groupsPerBatch)] : groupKinds(groups)),
    {
      name: 'scored pairs',
      loss: 'correlation',
      distinct: false,
      strength: 1,
      batchSize: SCORED_BATCH,
      examples: scored.length < 3 ? [] : scored,
    },
  ]
}

/** Paraphrases, translations, questions with passages. A label 0 is the negative of a paraphrase of the same text. */
function pairsOf(rows: readonly Row[], table: TextTable): Example[] {
  const negatives = new Map<string, string>()
  for (const row of rows) if (row.shape === 'labelled' && row.label === 0) negatives.set(row.a, row.b)
  return rows.flatMap(row => {
    if (row.shape === 'group' || row.shape === 'scored' || row.shape === 'text') return []
    if (row.shape === 'labelled' && row.label === 0) return []
    const negative = row.shape === 'labelled' ? negatives.get(row.a) : 'negative' in row && row.negative
    return [withNegative(sides(row, table), negative || undefined, table)]
  })
}

interface Group {
  texts: number[]
  negative?: number
}

function groupsOf(rows: readonly Row[], table: TextTable): Group[] {
  return rows.flatMap(row => {
    if (row.shape !== 'group') return []
    const texts = [...new Set([...row.texts, ...(row.query ? [row.query] : [])])]
    const group = { texts: texts.map(each => table.numberOf(each)) }
    return [row.negative ? { ...group, negative: table.numberOf(row.negative) } : group]
  })
}

/** A pass draws one pair from each group, so that no two of a group are in one batch. */
function groupKinds(groups: readonly Group[]): Kind[] {
  const kind = (name: string, members: readonly Group[]): Kind => ({
    ...contrast,
    name,
    examples: members.map(({ texts: [a, b] }) => ({ a: a!, b: b! })),
    draw: random => members.map(group => drawPair(group, random)),
  })
  return [
    kind(
      'groups',
      groups.filter(({ negative }) => negative === undefined),
    ),
    kind(
      'groups with negatives',
      groups.filter(({ negative }) => negative !== undefined),
    ),
  ]
}

/** Every pair of a group against all texts of the others, and against all negatives. */
function wholeGroups(groups: readonly Group[], groupsPerBatch: number): Kind {
  return {
    name: 'groups',
    loss: 'group-contrastive',
    distinct: true,
    strength: 1,
    batchSize: groupsPerBatch,
    examples: groups.map(({ texts: [a, b, ...others], negative }) => ({
      ...{ a: a!, b: b!, others },
      ...(negative === undefined ? {} : { negative }),
    })),
  }
}

function drawPair({ texts, negative }: Group, random: Random): Example {
  const first = random.below(texts.length)
  const second = (first + 1 + random.below(texts.length - 1)) % texts.length
  return { a: texts[first]!, b: texts[second]!, ...(negative === undefined ? {} : { negative }) }
}

/** Everything as pairs with a similarity from 0 to 1: paraphrases 1, negatives 0. */
function regression(rows: readonly Row[], table: TextTable): Kind {
  const highest = scoreRange(rows.flatMap(row => (row.shape === 'scored' ? row.score : [])))
  const fixed = rows.flatMap((row): Example[] => {
    if (row.shape === 'group' || row.shape === 'text') return []
    const pair = sides(row, table)
    if (row.shape === 'scored') return [{ ...pair, score: row.score / highest }]
    if (row.shape === 'labelled') return [{ ...pair, score: row.label }]
    const negative = 'negative' in row && row.negative ? table.numberOf(row.negative) : undefined
    return [{ ...pair, score: 1 }, ...(negative === undefined ? [] : [{ a: pair.a, b: negative, score: 0 }])]
  })
  const groups = groupsOf(rows, table)
  const drawn = (random: Random): Example[] =>
    groups.flatMap(group => {
      const { a, b, negative } = drawPair(group, random)
      return [{ a, b, score: 1 }, ...(negative === undefined ? [] : [{ a, b: negative, score: 0 }])]
    })
  const perPass = groups.reduce((sum, { negative }) => sum + (negative === undefined ? 1 : 2), 0)
  return {
    name: describeShapes(rows.filter(({ shape }) => shape !== 'text')),
    loss: 'cosine-similarity',
    distinct: false,
    strength: 1,
    examples: [...fixed, ...new Array<Example>(perPass).fill({ a: 0, b: 0, score: 0 })],
    draw: random => [...fixed, ...drawn(random)],
  }
}

function distillation(rows: readonly Row[], table: TextTable, dimension: number): Kind {
  const texts = new Set(rows.flatMap(row => (row.shape === 'text' ? table.numberOf(row.text) : [])))
  return {
    name: 'texts of the teacher',
    loss: 'distillation',
    distinct: false,
    strength: DISTILLATION_STRENGTH * dimension,
    examples: [...texts].map(a => ({ a, b: a })),
  }
}

function sides({ a, b }: { a: string; b: string }, table: TextTable): Example {
  return { a: table.numberOf(a), b: table.numberOf(b) }
}

function withNegative(example: Example, negative: string | undefined, table: TextTable): Example {
  return negative === undefined ? example : { ...example, negative: table.numberOf(negative) }
}
