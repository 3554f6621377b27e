import { ApiError } from '../../client/client.js'
import { useShared } from './store/shared.js'

/**
 * Why something has no answer, where the answer would be, in the language of the page. What the server said stands in the
 * details.
 */
export function Problem({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const { t, onKey } = useShared()
  if (error === undefined) return null
  const code = error instanceof ApiError ? error.code : 'internal'
  const said = error instanceof Error ? error.message : String(error)
  return (
    <div class="alert" role="alert">
      <p>{t.errors[code]}</p>
      {code !== 'unreachable' && (
        <details>
          <summary>{t.details}</summary>
          <p lang="en" dir="auto">
            <code>{code}</code>: {said}
          </p>
        </details>
      )}
      {code === 'unauthorized' && (
        <button type="button" onClick={onKey}>
          {t.otherKey}
        </button>
      )}
      {onAgain && code !== 'unauthorized' && code !== 'forbidden' && (
        <button type="button" onClick={onAgain}>
          {t.again}
        </button>
      )}
    </div>
  )
}
