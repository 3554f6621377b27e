import { useState } from 'preact/hooks'
import { Field } from '../../shared/fields.js'
import { Problem } from '../problem.js'
import { toStart } from '../store/place.js'
import { useShared } from '../store/shared.js'
import type { Upload, UploadQueue } from './queue.js'

/** The queue: what has become of each file. */
export function Uploads({ queue, uploads }: { queue: UploadQueue; uploads: readonly Upload[] }) {
  const { t, format } = useShared()
  if (uploads.length === 0) return null
  const count = (...states: Upload['state'][]): number =>
    uploads.filter(({ state }) => states.includes(state)).length
  const left = count('waiting', 'sending')
  return (
    <>
      <h2>{t.queue}</h2>
      <p class="note" role="status">
        {left > 0
          ? t.stillAdding(format(left))
          : t.finished(format(count('done')), format(count('failed', 'cancelled')))}
      </p>
      <ol class="list uploads">
        {uploads.map(upload => (
          <Row key={upload.number} upload={upload} queue={queue} />
        ))}
      </ol>
      {left < uploads.length && (
        <button type="button" class="more" onClick={() => queue.clear()}>
          {t.clearDone}
        </button>
      )}
    </>
  )
}

function Row({ upload, queue }: { upload: Upload; queue: UploadQueue }) {
  const { t, format, go } = useShared()
  const { file, index, state, error, read, documents = 0, passages = 0, unchanged = 0 } = upload
  const isOver = state === 'failed' || state === 'cancelled'
  return (
    <li class={`card upload ${state}`}>
      <div class="facts">
        <bdi class="name">{file.name}</bdi>
        <span class="state">{t.states[state]}</span>
        {(documents > 0 || state === 'done') && <span>{t.written(format(documents), format(passages))}</span>}
        {unchanged > 0 && <span>{t.unchangedToo(format(unchanged))}</span>}
      </div>
      {state === 'sending' && <Progress upload={upload} />}
      <Skipped upload={upload} />
      <Problem error={error} />
      {state === 'failed' && documents > 0 && <p class="note">{t.partly}</p>}
      {error?.code === 'invalid-input' && <Columns upload={upload} queue={queue} />}
      <div class="actions">
        {(state === 'waiting' || state === 'sending') && (
          <button type="button" onClick={() => queue.cancel(upload)}>
            {t.cancel}
          </button>
        )}
        {isOver && (
          <button type="button" onClick={() => queue.retry(upload, read)}>
            {t.retry}
          </button>
        )}
        {error?.code === 'invalid-input' && read.onError !== 'skip' && (
          <button type="button" onClick={() => queue.retry(upload, { ...read, onError: 'skip' })}>
            {t.retrySkipping}
          </button>
        )}
        {state === 'done' && (
          <button type="button" onClick={() => go(toStart(index))}>
            {t.searchIn(index)}
          </button>
        )}
      </div>
    </li>
  )
}

/** How much of a file has been sent; then the server reads it, and nobody knows how long that takes. */
function Progress({ upload: { file, sent = 0 } }: { upload: Upload }) {
  const { t, format } = useShared()
  const isSent = sent >= file.size
  const megabytes = (bytes: number): string => format(bytes / 1e6, 1)
  return (
    <>
      <progress
        aria-label={t.states.sending}
        {...(isSent ? {} : { value: sent, max: Math.max(1, file.size) })}
      />
      <p class="note">{isSent ? t.reading : t.sent(megabytes(sent), megabytes(file.size))}</p>
    </>
  )
}

/** Another column of the text, for a file that could not be read. */
function Columns({ upload, queue }: { upload: Upload; queue: UploadQueue }) {
  const { t } = useShared()
  const [column, setColumn] = useState(upload.read.textField ?? '')
  return (
    <form
      class="controls"
      onSubmit={event => {
        event.preventDefault()
        queue.retry(upload, { ...upload.read, ...(column ? { textField: column } : {}) })
      }}
    >
      <Field
        label={t.textColumn}
        list="columns"
        value={column}
        placeholder={t.columnHelp}
        onInput={typed => setColumn(typed.trim())}
      />
    </form>
  )
}

/** What was left out, by line. */
function Skipped({ upload: { skipped = 0, skippedRows = [] } }: { upload: Upload }) {
  const { t, format } = useShared()
  if (skipped === 0) return null
  return (
    <details class="skipped">
      <summary>
        {t.skippedRows(format(skipped))}
        {skippedRows.length < skipped && ` (${t.skippedFirst(format(skippedRows.length))})`}
      </summary>
      <ul>
        {skippedRows.map(row => (
          <li key={row.message}>
            {row.line > 0 && `${t.line(format(row.line))}: `}
            {t.skipReasons[row.reason]}
            <span class="id" lang="en" dir="auto">
              {row.message}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
