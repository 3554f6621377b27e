import type { RolePrompts } from '../types.js'

/** What a model card says and the model's files do not. */
export interface KnownModel {
  prompts: RolePrompts
  /** Page that says so. */
  source: string
}

const E5 = { query: 'query: ', document: 'passage: ' }
const BGE = { query: 'Represent this sentence for searching relevant passages: ', document: '' }

/** By the repository's name, in small letters; copies in other organisations keep it. */
const KNOWN: Record<string, KnownModel> = {
  ...named(E5, 'intfloat', [
    'multilingual-e5-small',
    'multilingual-e5-base',
    'multilingual-e5-large',
    'e5-small',
    'e5-base',
    'e5-large',
    'e5-small-v2',
    'e5-base-v2',
    'e5-large-v2',
  ]),
  ...named(BGE, 'BAAI', ['bge-small-en-v1.5', 'bge-base-en-v1.5', 'bge-large-en-v1.5']),
}

/** @param names possible names: `org/name`, or a name alone */
export function knownModel(names: readonly (string | undefined)[]): KnownModel | undefined {
  for (const name of names) {
    const key = name
      ?.split('/')
      .at(-1)
      ?.toLowerCase()
      .replace(/-onnx$/, '')
    if (key !== undefined && Object.hasOwn(KNOWN, key)) return KNOWN[key]
  }
  return undefined
}

function named(
  prompts: RolePrompts,
  organisation: string,
  names: readonly string[],
): Record<string, KnownModel> {
  return Object.fromEntries(
    names.map(name => [
      name.toLowerCase(),
      { prompts, source: `https://huggingface.co/${organisation}/${name}` },
    ]),
  )
}
