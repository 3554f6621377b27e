import { data, heldThreshold, useLanguage } from './context.js'

const { pairs, pairsFound } = data.summary

/** That pairs were cut off, and which cosine therefore holds instead of the threshold. */
export function Cut() {
  const { t, format } = useLanguage()
  if (pairs >= pairsFound) return null
  return <p class="note warning">{t.kept(format(pairs), format(pairsFound), format(heldThreshold, 3))}</p>
}
