import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { data, LanguageContext, useLanguage } from './context.js'
import { Groups } from './groups.js'
import { type Language, MESSAGES } from './messages.js'
import { Overview } from './overview.js'
import { Pairs } from './pairs.js'
import { PassageMap } from './passage-map.js'
import '../../shared/theme.css'
import './style.css'

function Report() {
  const [language, setLanguage] = useState<Language>(navigator.language.startsWith('tr') ? 'tr' : 'en')
  const [group, setGroup] = useState<number>()
  const t = MESSAGES[language]
  useEffect(() => {
    document.documentElement.lang = language
    document.title = `${t.title} · ${data.provenance.corpora.join(' + ')}`
  }, [language])
  useEffect(openWhilePrinting, [])
  const openGroup = (chosen: number): void => {
    setGroup(chosen)
    document.getElementById('groups')?.scrollIntoView({ behavior: 'smooth' })
  }
  return (
    <LanguageContext.Provider value={language}>
      <header>
        <div>
          <h1>{t.title}</h1>
          <p class="corpora">{data.provenance.corpora.join(' + ')}</p>
        </div>
        <nav>
          {(['overview', 'map', 'groups', 'pairs', 'about'] as const).map(name => (
            <a key={name} href={`#${name}`}>
              {t[name]}
            </a>
          ))}
          <button type="button" onClick={() => setLanguage(language === 'tr' ? 'en' : 'tr')}>
            {t.language}
          </button>
        </nav>
      </header>
      <main>
        <Overview />
        <PassageMap onGroup={openGroup} />
        <Groups only={group} onShowAll={() => setGroup(undefined)} />
        <Pairs />
        <Provenance />
      </main>
    </LanguageContext.Provider>
  )
}

/** On paper nothing can be opened. */
function openWhilePrinting(): () => void {
  let opened: HTMLDetailsElement[] = []
  const open = (): void => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')]
    for (const each of opened) each.open = true
  }
  const close = (): void => {
    for (const each of opened) each.open = false
  }
  addEventListener('beforeprint', open)
  addEventListener('afterprint', close)
  return () => {
    removeEventListener('beforeprint', open)
    removeEventListener('afterprint', close)
  }
}

function Provenance() {
  const { t, format } = useLanguage()
  const { provenance, summary } = data
  const { recall } = summary
  const facts: [string, string][] = [
    [t.model, `${provenance.model} (${provenance.fingerprint.slice(0, 12)})`],
    [t.corpus, `SHA-256 ${summary.corpusSha256}`],
    [t.method, t[summary.method]],
    [t.threshold, format(summary.threshold, 3)],
    ['top-k', format(summary.topK)],
    [t.version, `anlam ${provenance.anlam}`],
  ]
  if (provenance.prompt) facts.splice(1, 0, [t.prompt, JSON.stringify(provenance.prompt)])
  if (recall?.recall != null && recall.interval) {
    const interval = recall.interval.map(bound => format(bound, 3)).join(' – ')
    facts.push([t.estimatedRecall, `${format(recall.recall, 3)} (95 %: ${interval})`])
  }
  return (
    <section id="about">
      <h2>{t.about}</h2>
      <dl class="facts-list">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

render(<Report />, document.getElementById('app')!)
