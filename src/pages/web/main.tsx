import '../shared/theme.css'
import './style.css'
import { render } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Add } from './add/add.js'
import { UploadQueue } from './add/queue.js'
import { Curate } from './curate/curate.js'
import { Groups } from './groups/groups.js'
import { Header } from './header.js'
import { IndexView } from './index-view/index-view.js'
import { KeyForm } from './key-form.js'
import { MapLater } from './map/map-later.js'
import { MESSAGES } from './messages/all.js'
import { Problem } from './problem.js'
import { Review } from './review/review.js'
import { Search } from './search/search.js'
import { Shortcuts } from './shortcuts.js'
import { useNavigation } from './store/history.js'
import { LANGUAGES, type Language, VIEWS } from './store/place.js'
import { useSession } from './store/session.js'
import { type Shared, SharedContext } from './store/shared.js'
// After the styles of all views, which it overrides.
import './print.css'

const LANGUAGE = 'anlam-language'

function App() {
  const navigation = useNavigation()
  const session = useSession()
  const [isAskingKey, setAskingKey] = useState(false)
  const { place, go } = navigation
  const { indexes = [] } = session
  const language = place.language ?? storedLanguage()
  const t = MESSAGES[language]
  const index = place.index === undefined ? indexes[0] : indexes.find(({ name }) => name === place.index)
  const scope = session.access?.scope ?? 'read'
  const queue = useMemo(() => new UploadQueue(), [])
  queue.clientOf = session.clientOf
  queue.known = new Set(indexes.map(({ name }) => name))
  queue.onWritten = session.again
  useEffect(() => {
    document.documentElement.lang = language
    document.title = [place.query, t.views[place.view], 'Anlam'].filter(Boolean).join(' · ')
  }, [language, place.view, place.query])
  useEffect(() => {
    // Asks again when the network is back, if it was away.
    const onOnline = (): void => {
      if (session.error !== undefined) session.again()
    }
    addEventListener('online', onOnline)
    return () => removeEventListener('online', onOnline)
  }, [session.error])
  const shared: Shared = {
    ...navigation,
    client: session.client,
    language,
    index,
    indexes,
    scope,
    reranker: session.access?.reranker ?? null,
    onChanged: session.again,
    onKey: () => setAskingKey(true),
  }
  const isKeyAsked = session.isDenied || isAskingKey
  return (
    <SharedContext.Provider value={shared}>
      <Header
        views={VIEWS.filter(view => view !== 'add' || scope !== 'read')}
        onLanguage={chosen => {
          localStorage.setItem(LANGUAGE, chosen)
          go({ language: chosen }, 'same')
        }}
        {...(session.hasKey ? { onForget: () => session.useKey(undefined) } : {})}
      />
      <main id="content" tabIndex={-1}>
        {isKeyAsked ? (
          <KeyForm
            isWrong={session.hasKey}
            onKey={key => {
              setAskingKey(false)
              session.useKey(key)
            }}
          />
        ) : (
          <Problem error={session.error} onAgain={session.again} />
        )}
        {!isKeyAsked && session.indexes && session.access && (
          <>
            {place.index !== undefined && !index && place.view !== 'add' && (
              <p class="alert" role="alert">
                {t.noSuchIndex(place.index)}
              </p>
            )}
            {indexes.length === 0 && place.view !== 'add' && (
              <p>{scope === 'admin' ? t.empty : t.emptyForReaders}</p>
            )}
            {index && place.view === 'search' && <Search />}
            {index && place.view === 'groups' && <Groups key={index.id} />}
            {index && place.view === 'map' && <MapLater key={index.id} />}
            {index && place.view === 'review' && <Review key={index.id} />}
            {/* What was done in one index is nothing of another. */}
            {index && place.view === 'curate' && <Curate key={index.id} />}
            {index && place.view === 'index' && <IndexView key={index.id} />}
            {place.view === 'add' && (scope === 'read' ? <p>{t.cannotAdd}</p> : <Add queue={queue} />)}
          </>
        )}
      </main>
      <footer>
        <a href="docs">{t.api}</a>
        <Shortcuts />
      </footer>
    </SharedContext.Provider>
  )
}

/** The language chosen last, or that of the browser. */
function storedLanguage(): Language {
  const stored = localStorage.getItem(LANGUAGE)
  return LANGUAGES.find(each => each === stored) ?? (navigator.language.startsWith('tr') ? 'tr' : 'en')
}

render(<App />, document.getElementById('app')!)
