import { useEffect, useState } from 'preact/hooks'
import { KNOWN_EXTENSIONS } from '../../../basics/file-formats.js'
import { Check, Field } from '../../shared/fields.js'
import { useReturn } from '../store/history.js'
import { useShared } from '../store/shared.js'
import { columnsOf } from './columns.js'
import type { Upload, UploadQueue } from './queue.js'
import { Uploads } from './uploads.js'
import './add.css'

const DEFAULT_INDEX = 'default'
const KNOWN = [...KNOWN_EXTENSIONS, '.gz', '.zip'].join()

/** Takes files for the queue, and shows the queue. */
export function Add({ queue }: { queue: UploadQueue }) {
  const { place, index, returning } = useShared()
  // The index of the place, even if it is yet to be made.
  const [target, setTarget] = useState(place.index ?? index?.name ?? DEFAULT_INDEX)
  const [read, setRead] = useState<Upload['read']>({})
  const [columns, setColumns] = useState<readonly string[]>([])
  const [uploads, setUploads] = useState(queue.uploads)
  useReturn(returning, true)
  useEffect(() => queue.subscribe(() => setUploads(queue.uploads)), [queue])
  useEffect(() => {
    if (place.index !== undefined) setTarget(place.index)
  }, [place.index])
  const take = (files: readonly File[]): void => {
    const name = target.trim()
    if (files.length === 0 || name === '') return
    queue.add(files, name, read)
    void Promise.all(files.map(columnsOf)).then(found => setColumns([...new Set(found.flat())]))
  }
  return (
    <section>
      <Settings target={target} onTarget={setTarget} read={read} onRead={setRead} columns={columns} />
      <Drop onFiles={take} />
      <Uploads queue={queue} uploads={uploads} />
    </section>
  )
}

interface SettingsProps {
  target: string
  onTarget: (name: string) => void
  read: Upload['read']
  onRead: (read: Upload['read']) => void
  /** Names to choose from. */
  columns: readonly string[]
}

function Settings({ target, onTarget, read, onRead, columns }: SettingsProps) {
  const { indexes, scope, t } = useShared()
  return (
    <>
      <div class="controls">
        <label class="field grow" htmlFor="target">
          <span>
            {t.target}. {scope === 'admin' ? t.targetHelp : t.targetExisting}
          </span>
          {scope === 'admin' ? (
            <input
              type="text"
              id="target"
              list="indexes"
              value={target}
              onInput={event => onTarget(event.currentTarget.value)}
            />
          ) : (
            <select id="target" value={target} onChange={event => onTarget(event.currentTarget.value)}>
              {indexes.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </label>
        <datalist id="indexes">
          {indexes.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <div class="controls">
        <Column name="textField" label={t.textColumn} read={read} onRead={onRead} />
        <Column name="idField" label={t.idColumn} read={read} onRead={onRead} />
        <Check
          label={t.skipBad}
          isChecked={read.onError === 'skip'}
          onChange={isChecked => {
            const { onError: _, ...others } = read
            onRead(isChecked ? { ...others, onError: 'skip' } : others)
          }}
        />
        <datalist id="columns">
          {columns.map(name => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
    </>
  )
}

function Column({
  name,
  label,
  read,
  onRead,
}: Pick<SettingsProps, 'read' | 'onRead'> & { name: 'textField' | 'idField'; label: string }) {
  const { t } = useShared()
  return (
    <Field
      label={label}
      list="columns"
      placeholder={t.columnHelp}
      value={read[name] ?? ''}
      isWide
      onInput={typed => {
        const { [name]: _, ...others } = read
        const column = typed.trim()
        onRead(column === '' ? others : { ...others, [name]: column })
      }}
    />
  )
}

function Drop({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { t } = useShared()
  const [isOver, setOver] = useState(false)
  return (
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
        onFiles([...(event.dataTransfer?.files ?? [])])
      }}
    >
      <span>{t.addNote}</span>
      <span class="button">{t.choose}</span>
      <input
        type="file"
        id="files"
        multiple
        accept={KNOWN}
        onChange={event => {
          onFiles([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
    </label>
  )
}
