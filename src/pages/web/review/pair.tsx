import type { ApiReviewPair, ApiVerdict } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { useShared } from '../store/shared.js'

export interface PairProps {
  pair: ApiReviewPair
  isBusy: boolean
  /** Absent for a key that only reads. */
  onVerdict?: (verdict: ApiVerdict) => void
  /** Absent if there is nothing to take back. */
  onUndo?: () => void
}

const VERDICTS = ['right', 'wrong', 'unsure'] as const

/** A pair to decide about, what mining says of it, and a button and a key for each verdict. */
export function Pair({ pair, isBusy, onVerdict, onUndo }: PairProps) {
  const { t, format, percent } = useShared()
  const { a, b, score, kind, flags, probability } = pair
  return (
    <div class="card review" aria-busy={isBusy}>
      <div class="facts">
        <span class="score">{format(score, 3)}</span>
        <span title={t.probability}>{percent(probability)}</span>
        <span>{t.kinds[kind]}</span>
        {flags.map(flag => (
          <span class="flag" key={flag}>
            {t.flags[flag]}
          </span>
        ))}
      </div>
      <div class="sides" aria-live="polite">
        <div key={`a ${a}`}>
          <Text text={a} labels={t} />
        </div>
        <div key={`b ${b}`}>
          <Text text={b} labels={t} />
        </div>
      </div>
      <p class="question">{t.saysTheSame}</p>
      <div class="verdicts">
        {onVerdict &&
          VERDICTS.map((verdict, i) => (
            <button key={verdict} type="button" class={verdict} onClick={() => onVerdict(verdict)}>
              {t.verdicts[verdict]} <kbd>{i + 1}</kbd>
            </button>
          ))}
        {onUndo && (
          <button type="button" onClick={onUndo}>
            {t.undo} <kbd>u</kbd>
          </button>
        )}
      </div>
    </div>
  )
}
