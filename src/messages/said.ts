/** A number that is shown with so many digits behind the point. */
export class Fixed {
  constructor(
    readonly value: number,
    readonly digits: number,
  ) {}
}

export type Value = string | number | Fixed | Said

/**
 * What a program says to people: a text in English with places for values, which `Speech` says in a language. The English
 * stands where it is said; with `{0}`, `{1}`, … in the places of the values it is the key of its translation.
 */
export class Said {
  constructor(
    readonly parts: readonly string[],
    readonly values: readonly Value[],
  ) {}

  get key(): string {
    return this.parts.map((part, i) => (i < this.values.length ? `${part}{${i}}` : part)).join('')
  }
}

/** What is said as it stands, such as a name or a text of the user's, or with a translation. */
export type Text = string | Said

/** Marks a template as something that is said. Numbers among its values are written as the language writes them. */
export function say(parts: TemplateStringsArray, ...values: Value[]): Said {
  return new Said(parts, values)
}

/** @param digits behind the point */
export function fixed(value: number, digits: number): Fixed {
  return new Fixed(value, digits)
}
