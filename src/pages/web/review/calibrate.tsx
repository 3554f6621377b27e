import type { ApiAtThreshold, ApiCalibration, ApiReviewStatus } from '../../../client/client.js'
import { HandOn } from '../hand-on.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useShared } from '../store/shared.js'

/** What the decisions are good for: a file of labelled pairs, and a threshold that they say is right. */
export function Calibrate({ missing }: { missing: ApiReviewStatus['missing'] | undefined }) {
  const { client, index, scope, onChanged, t, format } = useShared()
  const calibrating = useAction<ApiCalibration>()
  const { result } = calibrating
  const isEnough = missing?.right === 0 && missing.wrong === 0
  return (
    <>
      <h2>{t.useDecisions}</h2>
      <div class="controls">
        <HandOn
          name={`${index!.name}-${t.labelledFile}`}
          ask={options => client.exportDecisions(index!.name, options)}
        />
        {scope !== 'read' && (
          <button
            type="button"
            id="calibrate"
            disabled={calibrating.isBusy || !isEnough}
            onClick={() =>
              calibrating.run(async () => {
                const found = await client.calibrate(index!.name)
                onChanged()
                return found
              })
            }
          >
            {t.calibrate}
          </button>
        )}
      </div>
      <p class="note" role="status">
        {calibrating.isBusy && t.working}
        {missing && !isEnough && t.missingDecisions(format(missing.right), format(missing.wrong))}
        {result && t.calibrated(format(result.pairs), format(result.positives))}
      </p>
      <Problem error={calibrating.error} />
      {result && (
        <table class="before-after">
          <thead>
            <tr>
              <td />
              <th scope="col">{t.thresholdIs}</th>
              <th scope="col">{t.precisionThere}</th>
              <th scope="col">{t.recallThere}</th>
            </tr>
          </thead>
          <tbody>
            <At name={t.before} at={result.before} />
            <At name={t.after} at={result.after} />
          </tbody>
        </table>
      )}
    </>
  )
}

function At({ name, at: { threshold, precision, recall } }: { name: string; at: ApiAtThreshold }) {
  const { format, percent } = useShared()
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{format(threshold, 3)}</td>
      <td>{precision === null ? '–' : percent(precision)}</td>
      <td>{percent(recall)}</td>
    </tr>
  )
}
