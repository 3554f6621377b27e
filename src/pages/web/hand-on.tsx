import type { TableOptions } from '../../client/client.js'
import { save } from '../shared/save.js'
import { TABLE_FORMATS } from '../shared/table-formats.js'
import { Problem } from './problem.js'
import { useAction } from './store/action.js'
import { useShared } from './store/shared.js'

/** Buttons that give a list as a file. @param ask asks the server for it */
export function HandOn({ name, ask }: { name: string; ask: (options: TableOptions) => Promise<Response> }) {
  const { t } = useShared()
  const { run, isBusy, error } = useAction<void>()
  return (
    <>
      <span class="hand-on">
        {t.handOn}{' '}
        {TABLE_FORMATS.map(({ label, options }) => (
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
