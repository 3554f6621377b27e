import { useLayoutEffect, useState } from 'preact/hooks'
import { type Language, toIndex, type View } from './store/place.js'
import { useShared } from './store/shared.js'

const THEME = 'anlam-theme'
const THEMES = ['auto', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

export interface HeaderProps {
  /** Views that are offered. */
  views: readonly View[]
  onLanguage: (language: Language) => void
  /** Absent if there is no key. */
  onForget?: () => void
}

/** Title, index, theme, language, and the views. */
export function Header({ views, onLanguage, onForget }: HeaderProps) {
  const { t, language, place, index, indexes, format, go } = useShared()
  const [theme, setTheme] = useState<Theme>(
    () => THEMES.find(each => each === localStorage.getItem(THEME)) ?? 'auto',
  )
  // At once: a page that is left right after must have kept it.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme
    localStorage.setItem(THEME, theme)
  }, [theme])
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('content')!.focus()}>
        {t.skip}
      </button>
      <header>
        <h1>
          Anlam <small>{t.tagline}</small>
        </h1>
        <div class="controls">
          {indexes.length > 0 && (
            <select
              id="index"
              aria-label={t.index}
              title={t.index}
              value={index?.name ?? ''}
              onChange={event => go(toIndex(event.currentTarget.value))}
            >
              {!index && <option value="">–</option>}
              {indexes.map(({ name, passages }) => (
                <option key={name} value={name}>
                  {name} · {format(passages)}
                </option>
              ))}
            </select>
          )}
          <select
            id="theme"
            aria-label={t.theme}
            title={t.theme}
            value={theme}
            onChange={event => setTheme(event.currentTarget.value as Theme)}
          >
            {THEMES.map(name => (
              <option key={name} value={name}>
                {t.themes[name]}
              </option>
            ))}
          </select>
          <button
            type="button"
            lang={language === 'tr' ? 'en' : 'tr'}
            onClick={() => onLanguage(language === 'tr' ? 'en' : 'tr')}
          >
            {t.language}
          </button>
          {onForget && (
            <button type="button" onClick={onForget}>
              {t.forgetKey}
            </button>
          )}
        </div>
      </header>
      <nav class="views" aria-label="Anlam">
        {views.map(name => (
          <button
            key={name}
            id={`view-${name}`}
            type="button"
            aria-current={place.view === name ? 'page' : undefined}
            onClick={() => go({ view: name, pages: 1, like: undefined })}
          >
            {t.views[name]}
          </button>
        ))}
      </nav>
    </>
  )
}
