import { createHash } from 'node:crypto'
import { normalize, sep } from 'node:path'
import { STDIN } from '../corpus/files.js'
import { allDocuments } from '../index/read-all.js'
import type { IndexedDocument, SearchIndex, StoredDocument } from '../index/types.js'
import type { Passage } from '../types.js'
import { isSender } from './prepare.js'
import type { Survey } from './survey.js'

/** Documents that are removed by one write. */
const REMOVED_TOGETHER = 1000

/** What is known of a document that an index holds and that its source does not any more. */
export interface GoneDocument {
  id: string
  source: string
  /** Id of the document that has its text now, under another source: its file was renamed or moved. */
  renamedTo?: string
}

/**
 * The documents of an index that come from some paths and were not read from them this time. Finding them reads the names of
 * all documents of the index, and the passages of those that are gone.
 */
export class GoneDocuments {
  /** By the hash of what they say. */
  private readonly byText = new Map<string, GoneDocument[]>()

  readonly all: GoneDocument[] = []

  static async find(index: SearchIndex, { paths, ids, unsure }: Survey): Promise<GoneDocuments> {
    const gone = new GoneDocuments()
    for await (const { id, source } of documentsOf(index, paths))
      if (!ids.has(id) && !unsure.has(source)) await gone.add(index, id)
    return gone
  }

  /** Adds a document of the index; does nothing if there is none. */
  async add(index: SearchIndex, id: string): Promise<void> {
    const found = await index.document(id)
    if (!found) return
    const { source, title } = found.document
    const gone = { id, source }
    this.all.push(gone)
    const hash = textHash(title, found.passages)
    const alike = this.byText.get(hash)
    if (alike) alike.push(gone)
    else this.byText.set(hash, [gone])
  }

  /** Takes a document that is new in the index for a gone one of the same text, if there is one left. */
  compare({ document: { id, title }, passages }: Pick<IndexedDocument, 'document' | 'passages'>): void {
    if (this.byText.size === 0) return
    const renamed = this.byText.get(textHash(title, passages))?.find(gone => gone.renamedTo === undefined)
    if (renamed) renamed.renamedTo = id
  }
}

/** The documents of an index that came from some paths. It reads the names of all. */
export async function* documentsOf(
  index: SearchIndex,
  paths: readonly string[],
): AsyncGenerator<StoredDocument> {
  const isOfPaths = below(paths)
  for await (const document of allDocuments(index)) if (isOfPaths(document.source)) yield document
}

/** @returns how many there were */
export async function removeDocuments(index: SearchIndex, gone: readonly GoneDocument[]): Promise<number> {
  let removed = 0
  for (let from = 0; from < gone.length; from += REMOVED_TOGETHER)
    removed += await index.remove(gone.slice(from, from + REMOVED_TOGETHER).map(({ id }) => id))
  return removed
}

/** Whether a source is one of these paths, or lies in one of them: in the folder, or in the archive. */
function below(paths: readonly string[]): (source: string) => boolean {
  const roots = paths.filter(path => path !== STDIN).map(path => withoutEnd(normalize(path)))
  return source => !isSender(source) && source !== STDIN && roots.some(root => isWithin(source, root))
}

/** Without the separator that ends the name of a folder; `normalize` leaves one at most. */
function withoutEnd(path: string): string {
  return path.endsWith(sep) ? path.slice(0, -1) : path
}

/** Whether a source is this path, or lies in it. */
export function isWithin(source: string, root: string): boolean {
  if (root === '.') return !source.startsWith(sep) && !source.startsWith('..')
  // Names in an archive follow its path after a slash on every system.
  return source === root || source.startsWith(root + sep) || source.startsWith(`${root}/`)
}

function textHash(title: string | undefined, passages: readonly Passage[]): string {
  return createHash('sha256')
    .update(JSON.stringify([title, ...passages.map(({ text }) => text)]))
    .digest('base64')
}
