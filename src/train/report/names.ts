/** A path without the folders above its last two names: a model card should not tell where somebody's files lie. */
export function shownName(path: string): string {
  return path.replaceAll(/\/?(?:[^/,\s]+\/)+(?=[^/,\s]+\/[^/,\s]+)/g, '')
}
