import { Field } from '../../shared/fields.js'
import { save } from '../../shared/save.js'
import { useLanguage } from './context.js'
import type { Decisions } from './decisions.js'

/** How many pairs were decided about, and the file of it. */
export function Verdicts({ decisions }: { decisions: Decisions }) {
  const { t, format } = useLanguage()
  const { right, wrong, unsure } = decisions.counts
  return (
    <details class="card decided">
      <summary>{t.decided(format(right), format(wrong), format(unsure))}</summary>
      <p class="note">{t.decideNote}</p>
      <div class="controls">
        <Field label={t.reviewer} autocomplete="name" value={decisions.name} onInput={decisions.setName} />
        <button
          type="button"
          id="decisions"
          disabled={right + wrong + unsure === 0}
          onClick={() =>
            save(`${t.decisionsFile}.jsonl`, new Blob([decisions.file()], { type: 'application/x-ndjson' }))
          }
        >
          {t.download}
        </button>
      </div>
    </details>
  )
}
