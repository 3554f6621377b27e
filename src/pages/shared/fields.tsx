import type { InputHTMLAttributes } from 'preact'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'label'> {
  label: string
  value: string
  /** Id of a `datalist` of what could be typed. */
  list?: string
  /** Takes the room that is left. */
  isWide?: boolean
  onInput: (value: string) => void
}

/** A text or a number to type, under its name. */
export function Field({ label, isWide = false, onInput, ...input }: FieldProps) {
  return (
    <label class={isWide ? 'field grow' : 'field'}>
      <span>{label}</span>
      <input type="text" {...(input as object)} onInput={event => onInput(event.currentTarget.value)} />
    </label>
  )
}

interface CheckProps {
  id?: string
  label: string
  isChecked: boolean
  onChange: (isChecked: boolean) => void
}

/** Something to choose or not. */
export function Check({ id, label, isChecked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        {...(id === undefined ? {} : { id })}
        checked={isChecked}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  )
}
