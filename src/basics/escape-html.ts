const NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as it is written in HTML and SVG, also within double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, letter => NAMES[letter]!)
}
