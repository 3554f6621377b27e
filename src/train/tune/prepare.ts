import { createHash } from 'node:crypto'
import { Random } from '../../basics/random.js'
import { AnlamError } from '../../errors.js'
import type { Checkpoint } from '../../model/checkpoint/types.js'
import { describeShapes, type Material, readMaterial } from '../material/read-rows.js'
import { type Source, TextTable } from '../material/source.js'
import { sourcesOf, type WeightedMaterial } from '../material/sources.js'
import { tokenizeTexts } from '../material/tokens.js'
import { type Evaluate, heldOutSets, holdOut, takeHeldOutGroups } from '../run/held-out-sets.js'
import { parseWeight } from '../training-files.js'
import type { TokenIds } from '../types.js'
import type { Recipe } from './choices.js'

/** What is read for a training. */
export interface TrainingFiles {
  materials: WeightedMaterial[]
  heldOut: Material[]
}

/**
 * Reads the material of a training. Groups that are held out by their subtopics are never trained on; without files to
 * evaluate with, a share of the other rows is held out, too.
 * @param note called with what was found in each file
 * @throws AnlamError `not-found`, `invalid-input`
 */
export async function readTrainingFiles(
  paths: readonly string[],
  evaluate: readonly string[],
  seed: number,
  note: (text: string) => void,
): Promise<TrainingFiles> {
  const random = new Random(seed)
  const materials: WeightedMaterial[] = []
  const heldOut: Material[] = []
  const known = new Map<string, Material>()
  for (const given of paths) {
    const { path, weight } = parseWeight(given)
    const material = { ...(await readMaterial(path)), weight }
    note(`${path}: ${describeShapes(material.rows)}`)
    if (weight !== 1) note(`${path}: ${weight} passes an epoch`)
    if (material.skipped > 0) note(`${path}: ${material.skipped} rows left out`)
    const groups = takeHeldOutGroups(material)
    known.set(path, groups)
    const others = evaluate.length === 0 ? holdOut(material, random).rows : []
    const held = { ...groups, rows: [...groups.rows, ...others] }
    if (held.rows.length > 0) note(`${path}: held out for evaluation: ${describeShapes(held.rows)}`)
    if (evaluate.length === 0) heldOut.push(held)
    materials.push(material)
  }
  for (const path of evaluate) {
    const groups = known.get(path)
    if (groups && groups.rows.length === 0) note(`${path} is trained on and evaluated: its figures flatter`)
    // Of groups that are trained on, too, only those that are held out may be evaluated.
    heldOut.push(groups && groups.rows.length > 0 ? groups : await readMaterial(path))
  }
  return { materials, heldOut }
}

/** All texts of files, each once. */
export function textsOf(materials: readonly Material[]): string[] {
  const texts = new Set<string>()
  for (const { rows } of materials)
    for (const row of rows) {
      if ('text' in row) texts.add(row.text)
      if ('a' in row) texts.add(row.a).add(row.b)
      if ('negative' in row && row.negative) texts.add(row.negative)
      if (row.shape !== 'group') continue
      for (const text of row.texts) texts.add(text)
      if (row.query) texts.add(row.query)
    }
  return [...texts]
}

export interface PreparedData {
  sources: Source[]
  tokens: TokenIds
  /** Texts by their numbers. */
  texts: readonly string[]
  truncated: number
  evaluate: Evaluate
}

export interface PrepareOptions {
  recipe: Recipe
  batchSize: number
  groupsPerBatch: number
  maxTokens: number
  /** There is a teacher. */
  taught: boolean
  /** Single texts have been learnt from before. */
  pretrained: boolean
}

/**
 * Makes sources and evaluation of the files, and tokenises their texts.
 * @throws AnlamError `invalid-input` if nothing can be learnt from the files
 */
export async function prepareData(
  checkpoint: Checkpoint,
  { materials, heldOut }: TrainingFiles,
  { recipe, batchSize, groupsPerBatch, maxTokens, taught, pretrained }: PrepareOptions,
): Promise<PreparedData> {
  const table = new TextTable()
  const { dimension } = checkpoint
  const sources = materials.flatMap(material => {
    const of = sourcesOf(material, table, { recipe, batchSize, groupsPerBatch, dimension, taught })
    const single = material.rows.every(({ shape }) => shape === 'text')
    if (of.length > 0 || (single && pretrained)) return of
    const why = single
      ? 'single texts teach by a --teacher, or by --pretrain'
      : 'at least two pairs are needed'
    throw new AnlamError(
      'invalid-input',
      `${material.path}: nothing to learn (${describeShapes(material.rows)}): ${why}`,
    )
  })
  let tokens: TokenIds = []
  const evaluate = heldOutSets(heldOut, table, () => tokens)
  const { ids, truncated } = await tokenizeTexts(checkpoint, table.texts, maxTokens)
  tokens = ids
  return { sources, tokens, texts: table.texts, truncated, evaluate }
}

/** Hex SHA-256 of rows, whatever their files are called. */
export function hashOf(materials: readonly Material[]): string {
  const hash = createHash('sha256')
  for (const { rows } of materials) for (const row of rows) hash.update(JSON.stringify(row))
  return hash.digest('hex').slice(0, 16)
}
