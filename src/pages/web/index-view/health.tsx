import type { ApiVerified } from '../../../client/client.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useShared } from '../store/shared.js'

/** Whether an index is whole: all of it is read, when one asks. */
export function Health() {
  const { client, index, t } = useShared()
  const checking = useAction<ApiVerified>()
  const { result } = checking
  return (
    <>
      <h2>{t.health}</h2>
      <p class="note">{t.healthNote}</p>
      <button
        type="button"
        id="verify"
        disabled={checking.isBusy}
        onClick={() => checking.run(() => client.verify(index!.name))}
      >
        {t.verify}
      </button>
      <p class="note" role="status">
        {checking.isBusy && t.verifying}
        {result && (result.ok ? t.isWhole : t.isDamaged)}
      </p>
      {result && (
        <ul class="checks" lang="en">
          {result.checks.map(({ name, ok, detail }) => (
            <li key={name} class={ok ? '' : 'damaged'}>
              <span aria-hidden="true">{ok ? '✓' : '✗'}</span> {name} <span class="id">{detail}</span>
            </li>
          ))}
        </ul>
      )}
      <Problem error={checking.error} />
    </>
  )
}
