import { createHash } from 'node:crypto'
import { normalize, sep } from 'node:path'
import { STDIN } from '../corpus/files.js'
import type { IndexedDocument, SearchIndex, StoredDocument } from '../index/types.js'
import type { Passage } from '../types.js'

/** Documents read from an index at a time. */
const PAGE = 1000
/** Source of documents that came over HTTP; it is no path. */
const HTTP = 'http'

/** What is known of a document that an index holds and that its source does not any more. */
export interface GoneDocument {
  id: string
  source: string
  /** Id of the document that has its text now, under another source: its file was renamed or moved. */
  renamedTo?: string
}

/** What was read from some paths, to tell what an index holds of them beside that. */
export interface Reading {
  /** As given to `readCorpus`. */
  paths: readonly string[]
  ids: ReadonlySet<string>
  /** Sources of which something was skipped: their documents may be there still. */
  unsure: ReadonlySet<string>
  /** Whether files were found in a folder or an archive. */
  isFolder: boolean
}

/**
 * The documents of an index that come from some paths and were not read from them this time. Finding them reads the names of
 * all documents of the index, and the passages of those that are gone.
 */
export class GoneDocuments {
  /** By the hash of what they say. */
  private readonly byText = new Map<string, GoneDocument[]>()

  readonly all: GoneDocument[] = []

  static async find(index: SearchIndex, { paths, ids, unsure }: Reading): Promise<GoneDocuments> {
    const isOfPaths = below(paths)
    const gone = new GoneDocuments()
    for (let after: string | undefined; ; ) {
      const page = await index.documents({ ...(after === undefined ? {} : { after }), limit: PAGE })
      for (const document of page) {
        const { id, source } = document
        if (ids.has(id) || !isOfPaths(source) || unsure.has(source)) continue
        gone.add(document, (await index.document(id))?.passages ?? [])
      }
      if (page.length < PAGE) return gone
      after = page.at(-1)!.id
    }
  }

  private add({ id, source, title }: StoredDocument, passages: readonly Passage[]): void {
    const gone = { id, source }
    this.all.push(gone)
    const hash = textHash(title, passages)
    const alike = this.byText.get(hash)
    if (alike) alike.push(gone)
    else this.byText.set(hash, [gone])
  }

  /** Takes a document that is new in the index for a gone one of the same text, if there is one left. */
  compare({ document: { id, title }, passages }: IndexedDocument): void {
    if (this.byText.size === 0) return
    const renamed = this.byText.get(textHash(title, passages))?.find(gone => gone.renamedTo === undefined)
    if (renamed) renamed.renamedTo = id
  }
}

/** Whether a source is one of these paths, or lies in one of them: in the folder, or in the archive. */
function below(paths: readonly string[]): (source: string) => boolean {
  const roots = paths.filter(path => path !== STDIN).map(path => withoutEnd(normalize(path)))
  return source => source !== HTTP && source !== STDIN && roots.some(root => isWithin(source, root))
}

/** Without the separator that ends the name of a folder; `normalize` leaves one at most. */
function withoutEnd(path: string): string {
  return path.endsWith(sep) ? path.slice(0, -1) : path
}

function isWithin(source: string, root: string): boolean {
  if (root === '.') return !source.startsWith(sep) && !source.startsWith('..')
  // Names in an archive follow its path after a slash on every system.
  return source === root || source.startsWith(root + sep) || source.startsWith(`${root}/`)
}

function textHash(title: string | undefined, passages: readonly Passage[]): string {
  return createHash('sha256')
    .update(JSON.stringify([title, ...passages.map(({ text }) => text)]))
    .digest('base64')
}
