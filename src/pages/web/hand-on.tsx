import type { TableOptions } from '../../client/client.js'
import { Problem } from './problem.js'
import { save } from './save.js'
import { useAction } from './store/action.js'
import { useShared } from './store/shared.js'

const FORMATS: readonly { label: string; options: TableOptions }[] = [
  { label: 'CSV', options: { format: 'csv' } },
  { label: 'Excel', options: { format: 'csv', excel: true } },
  { label: 'JSONL', options: { format: 'jsonl' } },
  { label: 'Parquet', options: { format: 'parquet' } },
]

/** Buttons that give a list as a file. @param ask asks the server for it */
export function HandOn({ name, ask }: { name: string; ask: (options: TableOptions) => Promise<Response> }) {
  const { t } = useShared()
  const { run, isBusy, error } = useAction<void>()
  return (
    <>
      <span class="hand-on">
        {t.handOn}{' '}
        {FORMATS.map(({ label, options }) => (
          <button
            key={label}
            type="button"
            disabled={isBusy}
            onClick={() =>
              run(async () => save(`${name}.${options.format}`, await (await ask(options)).blob()))
            }
          >
            {label}
          </button>
        ))}
      </span>
      <Problem error={error} />
    </>
  )
}
