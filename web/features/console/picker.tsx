import { Field, Select } from '../../ui/field.tsx'

/** A choice from a list, with "any" where that is one. */
export function Picker<Value extends string>({
  label,
  value,
  options,
  name,
  any,
  onPick,
}: {
  label: string
  value: Value | null
  options: readonly Value[]
  name: (value: Value) => string
  any?: string
  onPick: (value: Value | null) => void
}) {
  return (
    <Field label={label}>
      <Select
        value={value ?? ''}
        onChange={event => onPick(options.find(each => each === event.target.value) ?? null)}
      >
        {any === undefined ? null : <option value="">{any}</option>}
        {options.map(each => (
          <option key={each} value={each}>
            {name(each)}
          </option>
        ))}
      </Select>
    </Field>
  )
}
