/** Bullets are nothing else, also those that fonts of symbols leave in the private use area. */
const BULLET = /^[•●○◦▪■□▸►▶➢➤➔✓✔◆◇❖★∙\uf000-\uf0ff] *\S/u
/** Dashes and labels stand at the beginning of a line by chance too. */
const LABEL = /^(?:[–—\-*·→−]|\(?(?:\p{Ll}|\d{1,2}|[ivx]{1,4}|[IVX]{1,4})[.)]|\[\d{1,3}\]) +\S/u
const MARK =
  /^(?:[^\p{L}\p{N}\s"'“”«»]|\(?(?:\p{L}|\d{1,2}|[ivx]{1,4}|[IVX]{1,4})[.)]|\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2}){0,3}\.?)$/u

/** Whether a line begins with a bullet. */
export function isBulleted(line: string): boolean {
  return BULLET.test(line)
}

/** Whether a line begins like an item of a list: with a bullet, a dash, `1.`, `a)` or `[12]`. */
export function isListItem(line: string): boolean {
  return BULLET.test(line) || LABEL.test(line)
}

/** Whether a text is nothing but the mark of an item, or the number of a heading. */
export function isMark(text: string): boolean {
  return MARK.test(text)
}

/** Takes the bullet or the dash off an item; numbers and letters stay. */
export function withoutBullet(text: string): string {
  return text.replace(/^(?:[•●○◦▪■□▸►▶➢➤➔✓✔◆◇❖★∙\uf000-\uf0ff]\s*|[–—\-*·→−]\s+)(?=\S)/u, '')
}
