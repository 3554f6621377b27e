import { isField } from '../shortcuts.js'

/**
 * Keys of a list of hits: arrows go from the query to hits and between them; a hit that has the focus is explained by `e`,
 * and so on: each button names its key in `data-key`.
 */
export function onHitKey(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return
  const { target, key, currentTarget } = event
  const hits = [...currentTarget.querySelectorAll<HTMLElement>('.hit')]
  const own = target.closest<HTMLElement>('.hit')
  const at = own ? hits.indexOf(own) : -1
  const isQuery = target.id === 'query'
  if ((key === 'ArrowDown' || key === 'ArrowUp') && (own || isQuery)) {
    const next = hits[at + (key === 'ArrowDown' ? 1 : -1)]
    if (next) next.focus()
    else if (key === 'ArrowUp' && own) document.getElementById('query')?.focus()
    else return
    event.preventDefault()
    return
  }
  // Enter on a button is the button's own.
  if (!own || isField(target) || (key === 'Enter' && target !== own)) return
  own.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.click()
}
