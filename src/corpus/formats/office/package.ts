import { posix } from 'node:path'
import { unpack } from '../../archives/zip.js'
import { readXml, textOf } from './xml.js'

interface Relationship {
  /** The last part of its type, such as `slide`. */
  kind: string
  /** Name of the part in the package. */
  target: string
}

/** The XML parts of a Word or PowerPoint file, and how they refer to each other (Open Packaging Conventions). */
export class OfficePackage {
  private constructor(private readonly parts: ReadonlyMap<string, Buffer>) {}

  /** @throws Error if it is no such package, is damaged, or unpacks to more than the limit of `unpack` */
  static async open(bytes: Buffer): Promise<OfficePackage> {
    return new OfficePackage(await unpack(bytes, /\.(?:xml|rels)$/i))
  }

  /** The name of the part that holds the document itself. @throws Error if there is none */
  get main(): string {
    const [main] = this.related('', 'officeDocument')
    if (main === undefined) throw new Error('it names no document')
    return main
  }

  /** The title among the document's properties. */
  get title(): string {
    const [properties] = this.related('', 'core-properties')
    return properties === undefined ? '' : textOf(this.part(properties), new Set(['title']))
  }

  part(name: string): Buffer | undefined {
    return this.parts.get(name)
  }

  /** Names of the parts of a kind that a part refers to (`''`: the package), in the order of the file. */
  related(name: string, kind: string): string[] {
    return [...this.relationships(name).values()].filter(each => each.kind === kind).map(each => each.target)
  }

  /** What a part refers to, by the ids that it uses. */
  relationships(name: string): Map<string, Relationship> {
    const folder = posix.dirname(name)
    const found = new Map<string, Relationship>()
    const list = this.parts.get(posix.join(folder, '_rels', `${posix.basename(name)}.rels`))
    if (list)
      readXml(list, {
        open: (tag, { Id, Type = '', Target, TargetMode }) => {
          if (tag !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External')
            return
          const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target)
          found.set(Id, { kind: Type.slice(Type.lastIndexOf('/') + 1), target })
        },
        close: () => undefined,
        text: () => undefined,
      })
    return found
  }
}
