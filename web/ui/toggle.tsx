import { Lock } from 'lucide-react'
import { Switch } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type ToggleProps = {
  /** What is on or off; read out with the name of the group around it. */
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  /** Always on, for a reason that is said nearby: it shows a lock and takes no press. */
  locked?: boolean
  disabled?: boolean
  icon?: ReactNode
}

/** On or off at once, without a button that saves. */
export function Toggle({ label, checked, onChange, locked = false, disabled = false, icon }: ToggleProps) {
  return (
    <label className="flex min-h-11 items-center justify-between gap-4 text-sm">
      <span className="flex min-w-0 items-center gap-2.5">
        {icon ? (
          <span aria-hidden className="text-muted [&>svg]:size-4.5">
            {icon}
          </span>
        ) : null}
        <span className="min-w-0">{label}</span>
      </span>
      <Switch.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={locked || disabled}
        className={cn(
          'relative h-7 w-12 shrink-0 rounded-full border border-control bg-sunken transition-colors',
          'data-[state=checked]:border-brand data-[state=checked]:bg-brand',
          (locked || disabled) && 'cursor-not-allowed',
          locked && 'opacity-60',
          disabled && !locked && 'opacity-50',
        )}
      >
        <Switch.Thumb className="grid size-5 translate-x-1 place-items-center rounded-full bg-surface text-muted shadow-card transition-transform data-[state=checked]:translate-x-6 rtl:-translate-x-1 rtl:data-[state=checked]:-translate-x-6">
          {locked ? <Lock aria-hidden className="size-3" /> : null}
        </Switch.Thumb>
      </Switch.Root>
    </label>
  )
}
