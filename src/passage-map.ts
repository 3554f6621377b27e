import { projectVectors } from './compose.js'
import { AnlamError } from './errors.js'
import type { SearchIndex } from './index/types.js'
import { rowOf } from './vectors.js'

/** Points of a map; laying out more takes long. */
const MAP_POINTS = 2000

export interface MapPoint {
  id: string
  text: string
  x: number
  y: number
}

/** Maps of indexes: passages in two dimensions, near ones close together. Each is kept until passages come or go. */
export class PassageMaps {
  private readonly kept = new Map<string, { passages: number; points: Promise<MapPoint[]> }>()

  /** @throws AnlamError `invalid-input` if the index is empty */
  async of(index: SearchIndex): Promise<MapPoint[]> {
    const { passages } = await index.stats()
    const known = this.kept.get(index.name)
    if (known?.passages === passages) return known.points
    const points = layOut(index, passages)
    points.catch(() => this.kept.delete(index.name))
    this.kept.set(index.name, { passages, points })
    return points
  }
}

async function layOut(index: SearchIndex, passages: number): Promise<MapPoint[]> {
  if (passages === 0) throw new AnlamError('invalid-input', `index ${index.name} is empty`)
  const step = Math.max(1, passages / MAP_POINTS)
  const chosen: { id: string; text: string; vector: Float32Array }[] = []
  let row = 0
  for await (const { passages: page, vectors } of index.scan())
    for (const [i, { id, text }] of page.entries())
      if (row++ === Math.floor(chosen.length * step))
        chosen.push({ id, text, vector: rowOf(vectors, i).slice() })
  const places = await projectVectors(chosen.map(({ vector }) => vector))
  return chosen.map(({ id, text }, i) => ({ id, text, x: places[i]![0], y: places[i]![1] }))
}
