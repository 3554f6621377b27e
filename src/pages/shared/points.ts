/** Degrees of hue between consecutive groups: with the golden angle, similar colours come far apart. */
const GOLDEN_ANGLE = 137.508
const TOOLTIP_CHARACTERS = 160

/** A colour for a group, for light and dark backgrounds. */
export function hue(group: number): string {
  return `hsl(${Math.round((group * GOLDEN_ANGLE) % 360)} 50% 50%)`
}

/** Tooltip of a point, as HTML. */
export function tooltip(text: string): string {
  return text.slice(0, TOOLTIP_CHARACTERS).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
