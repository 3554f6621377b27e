import { useState } from 'preact/hooks'
import { KNOWN_EXTENSIONS } from '../../basics/file-formats.js'
import { useShared } from './state.js'

const DEFAULT_INDEX = 'default'
const KNOWN = [...KNOWN_EXTENSIONS, '.gz', '.zip'].join()

/** Uploads files and indexes them one by one. */
export function Add({ names }: { names: readonly string[] }) {
  const { client, index, t, format, onError, onChanged } = useShared()
  const [target, setTarget] = useState(index ?? DEFAULT_INDEX)
  const [lines, setLines] = useState<string[]>([])
  const [isBusy, setBusy] = useState(false)
  const [isOver, setOver] = useState(false)
  const take = async (files: readonly File[]): Promise<void> => {
    if (isBusy || files.length === 0) return
    setBusy(true)
    try {
      if (!names.includes(target)) await client.createIndex(target)
      for (const file of files) await upload(file)
    } catch (error) {
      onError(error)
    } finally {
      setBusy(false)
      onChanged()
    }
  }
  const upload = async (file: File): Promise<void> => {
    setLines(before => [t.adding(file.name, format(0)), ...before])
    for await (const { documents = 0, passages = 0, done, error } of client.upload(target, file.name, file)) {
      if (error) throw new Error(error.message)
      const line = done
        ? t.added(file.name, format(documents), format(passages))
        : t.adding(file.name, format(documents))
      setLines(before => [line, ...before.slice(1)])
    }
  }
  return (
    <section aria-label={t.add}>
      <div class="controls">
        <label class="field grow">
          <span>{t.target}</span>
          <input type="text" value={target} onInput={event => setTarget(event.currentTarget.value)} />
        </label>
      </div>
      <label
        class={`drop ${isOver ? 'over' : ''}`}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          void take([...(event.dataTransfer?.files ?? [])])
        }}
      >
        <span>{t.addNote}</span>
        <span class="button">{t.choose}</span>
        <input
          type="file"
          multiple
          accept={KNOWN}
          disabled={isBusy}
          onChange={event => {
            void take([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
      </label>
      {isBusy && <progress aria-label={t.add} />}
      <ul class="lines" role="status">
        {lines.map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}
