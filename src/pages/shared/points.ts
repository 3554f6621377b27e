/** Turns of the colour circle between groups that follow one another: none comes near another soon. */
const GOLDEN_ANGLE = 137.508
const TOOLTIP_CHARACTERS = 160

/** A colour for a group, told apart on light and on dark paper. */
export function hue(group: number): string {
  return `hsl(${Math.round((group * GOLDEN_ANGLE) % 360)} 50% 50%)`
}

/** What is said of a point under the mouse, as HTML. */
export function tooltip(text: string): string {
  return text.slice(0, TOOLTIP_CHARACTERS).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
