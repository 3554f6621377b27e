import { useState } from 'preact/hooks'
import { useShared } from './store/shared.js'

/** Asks for a key. @param isWrong whether one was sent that the server does not know */
export function KeyForm({ isWrong, onKey }: { isWrong: boolean; onKey: (key: string) => void }) {
  const { t } = useShared()
  const [key, setKey] = useState('')
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (key.trim()) onKey(key.trim())
      }}
    >
      <p id="key-note" {...(isWrong ? { class: 'alert', role: 'alert' as const } : {})}>
        {isWrong ? t.keyWrong : t.keyMissing}
      </p>
      <div class="controls">
        <label class="field grow">
          <span>{t.key}</span>
          <input
            type="password"
            autocomplete="off"
            aria-describedby="key-note"
            aria-invalid={isWrong}
            value={key}
            onInput={event => setKey(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          {t.useKey}
        </button>
      </div>
    </form>
  )
}
