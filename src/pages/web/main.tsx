import { render } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { ApiError, type ApiIndex } from '../../client/client.js'
import { Add } from './add.js'
import { CorpusMap } from './corpus-map.js'
import { Groups } from './groups.js'
import { type Language, MESSAGES } from './messages.js'
import { Search } from './search.js'
import { isDenied, type Shared, SharedContext, storedClient, storeKey } from './state.js'
import '../shared/theme.css'
import './style.css'

const VIEWS = ['search', 'groups', 'map', 'add'] as const
type View = (typeof VIEWS)[number]
const THEMES = ['auto', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

function App() {
  const [language, setLanguage] = useState<Language>(navigator.language.startsWith('tr') ? 'tr' : 'en')
  const [theme, setTheme] = useState<Theme>((localStorage.getItem('anlam-theme') as Theme | null) ?? 'auto')
  const [view, setView] = useState<View>('search')
  const [client, setClient] = useState(storedClient)
  const [indexes, setIndexes] = useState<ApiIndex[]>()
  const [chosen, setChosen] = useState<string>()
  const [message, setMessage] = useState('')
  const [isKeyNeeded, setKeyNeeded] = useState(false)
  const t = MESSAGES[language]
  const onError = useCallback(
    (error: unknown): void => {
      if (isDenied(error)) setKeyNeeded(true)
      else if (error instanceof ApiError && error.code === 'unreachable') setMessage(t.unreachable)
      else setMessage(error instanceof Error ? error.message : String(error))
    },
    [t],
  )
  const load = useCallback(() => {
    client
      .indexes()
      .then(found => {
        setIndexes(found)
        // Other messages may still be worth reading.
        setMessage(before => (before === t.unreachable ? '' : before))
        setKeyNeeded(false)
      })
      .catch(onError)
  }, [client, onError, t])
  useEffect(load, [client])
  useEffect(() => setMessage(''), [view])
  useEffect(() => {
    document.documentElement.lang = language
    document.title = `Anlam · ${t.tagline}`
  }, [language])
  useEffect(() => {
    document.documentElement.dataset.theme = theme
    localStorage.setItem('anlam-theme', theme)
  }, [theme])
  const names = indexes?.map(({ name }) => name) ?? []
  const index = chosen !== undefined && names.includes(chosen) ? chosen : names[0]
  const shared = useMemo<Shared>(
    () => ({ client, language, index, onError, onChanged: load }),
    [client, language, index, onError, load],
  )
  return (
    <SharedContext.Provider value={shared}>
      <header>
        <h1>
          Anlam <small>{t.tagline}</small>
        </h1>
        <div class="controls">
          {names.length > 0 && (
            <select
              aria-label={t.index}
              title={t.index}
              value={index}
              onChange={event => setChosen(event.currentTarget.value)}
            >
              {indexes?.map(({ name, passages }) => (
                <option key={name} value={name}>
                  {name} · {new Intl.NumberFormat(language).format(passages)}
                </option>
              ))}
            </select>
          )}
          <select
            aria-label={t.theme}
            title={t.theme}
            value={theme}
            onChange={event => setTheme(event.currentTarget.value as Theme)}
          >
            {THEMES.map(name => (
              <option key={name} value={name}>
                {t[name]}
              </option>
            ))}
          </select>
          <button type="button" onClick={() => setLanguage(language === 'tr' ? 'en' : 'tr')}>
            {t.language}
          </button>
        </div>
      </header>
      <nav class="views" aria-label="Anlam">
        {VIEWS.map(name => (
          <button
            key={name}
            type="button"
            aria-current={view === name ? 'page' : undefined}
            onClick={() => setView(name)}
          >
            {t[name]}
          </button>
        ))}
      </nav>
      <main>
        {message && (
          <p class="alert" role="alert">
            {message}
          </p>
        )}
        {isKeyNeeded && (
          <KeyForm
            onKey={key => {
              storeKey(key)
              setClient(storedClient())
            }}
          />
        )}
        {indexes?.length === 0 && view !== 'add' && <p>{t.empty}</p>}
        {view === 'search' && <Search />}
        {view === 'groups' && <Groups />}
        {view === 'map' && <CorpusMap />}
        {view === 'add' && <Add names={names} />}
      </main>
    </SharedContext.Provider>
  )
}

function KeyForm({ onKey }: { onKey: (key: string) => void }) {
  const t = MESSAGES[document.documentElement.lang === 'en' ? 'en' : 'tr']
  const [key, setKey] = useState('')
  return (
    <form
      class="controls"
      onSubmit={event => {
        event.preventDefault()
        onKey(key)
      }}
    >
      <label class="field grow">
        <span>
          {t.keyNeeded} {t.key}
        </span>
        <input
          type="password"
          autocomplete="off"
          value={key}
          onInput={event => setKey(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        {t.use}
      </button>
    </form>
  )
}

render(<App />, document.getElementById('app')!)
