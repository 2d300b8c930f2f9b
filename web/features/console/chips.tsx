import { Chip } from '../../ui/chip.tsx'

/** One choice of a few, in a row above what it is about. */
export function Chips<Value extends string>({
  label,
  values,
  value,
  nameOf,
  onChange,
}: {
  label: string
  values: readonly Value[]
  value: Value
  nameOf: (value: Value) => string
  onChange: (value: Value) => void
}) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-2 pb-4">
      {values.map(each => (
        <Chip key={each} on={value === each} onPress={() => onChange(each)}>
          {nameOf(each)}
        </Chip>
      ))}
    </div>
  )
}
