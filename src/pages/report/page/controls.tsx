import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useLanguage } from './context.js'

/** Milliseconds without a key press before a search starts. */
const PAUSE = 120

export function SearchBox({ onQuery, value = '' }: { onQuery: (query: string) => void; value?: string }) {
  const { t } = useLanguage()
  const [text, setText] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => onQuery(text), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <label class="field grow">
      <span>{t.search}</span>
      <input type="search" value={text} onInput={event => setText(event.currentTarget.value)} />
    </label>
  )
}

export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={event => onChange(event.currentTarget.value as T)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

const PAGE = 50

/** The first items of a list and a button for more: rendering a hundred thousand would freeze the page. */
export function Pages<T>({ items, render }: { items: readonly T[]; render: (item: T) => ComponentChildren }) {
  const { t, format } = useLanguage()
  const [count, setCount] = useState(PAGE)
  useEffect(() => setCount(PAGE), [items])
  if (items.length === 0) return <p class="empty">{t.none}</p>
  const shown = Math.min(count, items.length)
  return (
    <>
      <p class="count" role="status">
        {t.shown(format(shown), format(items.length))}
      </p>
      <ol class="list">{items.slice(0, shown).map(render)}</ol>
      {shown < items.length && (
        <button type="button" class="more" onClick={() => setCount(count + PAGE)}>
          {t.more}
        </button>
      )}
    </>
  )
}
