/** Gives a file to the one who asked for it. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Not at once: some browsers read it only then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
