import { BadRow, type RawRecord, Remark } from '../../types.js'
import { RecordMaker } from './record-maker.js'
import type { ReadRow, Row } from './row.js'
import { guessText, type Shape, shapeOf, type Wanted } from './shape.js'

/** Rows, and characters of them, that are held to find out which field is the text. */
const HELD = 200
const HELD_CHARACTERS = 1 << 20

/**
 * Makes records of rows. Their text is in the field that is wanted; rows without it that are pairs by their names are a
 * document for each side; otherwise, if only the default is wanted, it is in the only field that holds prose, which is
 * said.
 *
 * @param isTable all rows have the same fields, so that one `BadRow` says what is wrong with all of them, and nothing
 * follows
 */
export async function* toRecords(
  rows: AsyncIterable<ReadRow>,
  wanted: Wanted,
  isTable: boolean,
): AsyncGenerator<RawRecord | BadRow | Remark> {
  const held: Row[] = []
  let characters = 0
  let maker: RecordMaker | undefined
  for await (const row of rows) {
    if (row instanceof BadRow || row instanceof Remark) yield row
    // Not `yield*`, which waits for each item of a list anew.
    else if (maker) for (const record of maker.records(row)) yield record
    else {
      held.push(row)
      characters += sizeOf(row)
      const shape = clearShape(row, wanted)
      if (!shape && held.length < HELD && characters < HELD_CHARACTERS) continue
      const chosen = shape ?? guessed(held, wanted, isTable)
      if (chosen instanceof BadRow) {
        yield chosen
        return
      }
      if (!shape) yield* remarkOn(chosen, wanted)
      maker = new RecordMaker(chosen, wanted, isTable)
      const problem = isTable ? maker.problemOf(row.names) : undefined
      if (problem !== undefined) {
        yield new BadRow(row.line, problem, 'without-text')
        return
      }
      for (const before of held.splice(0)) yield* maker.records(before)
    }
  }
  if (held.length === 0) return
  const chosen = guessed(held, wanted, isTable)
  if (chosen instanceof BadRow) yield chosen
  else {
    yield* remarkOn(chosen, wanted)
    const last = new RecordMaker(chosen, wanted, isTable)
    for (const before of held) yield* last.records(before)
  }
}

function sizeOf({ values }: Row): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0)
}

/** As `shapeOf`; a name that fits several fields is left to the maker, which says so. */
function clearShape(row: Row, { textField }: Wanted): Shape | undefined {
  try {
    return shapeOf(row.names, textField)
  } catch {
    return { kind: 'text', text: textField }
  }
}

function guessed(rows: readonly Row[], { textField, idField }: Wanted, isTable: boolean): Shape | BadRow {
  const guess = guessText(rows, textField, idField)
  if (typeof guess !== 'string') return { kind: 'text', text: guess.name }
  // Other rows of another format may have it.
  return isTable ? new BadRow(rows[0]!.line, guess, 'without-text') : { kind: 'text', text: textField }
}

function* remarkOn(shape: Shape, { textField }: Wanted): Generator<Remark> {
  if (shape.kind === 'text' && shape.text !== textField)
    yield new Remark({}, `"${shape.text}" was read as the text: it is the only field that holds prose`)
}
