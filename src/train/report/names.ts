/** The last two names of a path: what is published should not tell where somebody's files lie. */
export function shortPath(path: string): string {
  return path
    .split(/[\\/]/)
    .filter(name => name !== '')
    .slice(-2)
    .join('/')
}
