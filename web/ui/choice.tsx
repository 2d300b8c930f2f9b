import { RadioGroup, ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type Option<Value extends string> = { value: Value; label: ReactNode; detail?: ReactNode; icon?: ReactNode }

type ChoiceProps<Value extends string> = {
  label: string
  value: Value
  options: readonly Option<Value>[]
  onChange: (value: Value) => void
  className?: string
}

/** Finds the option again by its text, so that no unknown text passes for one of ours. */
function pick<Value extends string>(options: readonly Option<Value>[], text: string): Value | undefined {
  return options.find(option => option.value === text)?.value
}

/** A few choices that need a word of explanation each. */
export function RadioCards<Value extends string>({
  label,
  value,
  options,
  onChange,
  className,
}: ChoiceProps<Value>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={text => {
        const picked = pick(options, text)
        if (picked !== undefined) onChange(picked)
      }}
      className={cn('grid gap-3', className)}
    >
      {options.map(option => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className="flex min-h-14 items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-start hover:border-control data-[state=checked]:border-brand data-[state=checked]:bg-brand-soft/50"
        >
          {option.icon ? <span className="text-muted">{option.icon}</span> : null}
          <span className="min-w-0 flex-1">
            <span className="block font-semibold">{option.label}</span>
            {option.detail ? <span className="block text-sm text-muted">{option.detail}</span> : null}
          </span>
          <span className="grid size-5 shrink-0 place-items-center rounded-full border border-control">
            <RadioGroup.Indicator className="size-2.5 rounded-full bg-brand" />
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}

/** Two to four short choices, all visible, one always taken. */
export function SegmentedControl<Value extends string>({
  label,
  value,
  options,
  onChange,
  className,
}: ChoiceProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={text => {
        const picked = pick(options, text)
        if (picked !== undefined) onChange(picked)
      }}
      className={cn('inline-flex max-w-full gap-1 rounded-lg bg-sunken p-1', className)}
    >
      {options.map(option => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="inline-flex min-h-9 min-w-0 grow items-center justify-center gap-1.5 rounded-md px-3 text-sm font-medium text-muted hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-card"
        >
          {option.icon}
          <span className="whitespace-nowrap">{option.label}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
