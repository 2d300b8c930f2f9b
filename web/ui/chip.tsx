import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type ChipProps = {
  on: boolean
  onPress: () => void
  icon?: ReactNode
  children: ReactNode
  removable?: boolean
}

/** A short choice in a row of its kind; pressed or not, said in words to those who do not see the colour. */
export function Chip({ on, onPress, icon, children, removable = false }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={removable ? undefined : on}
      onClick={onPress}
      className={cn(
        'inline-flex min-h-9 shrink-0 items-center gap-1.5 rounded-full border px-3.5 text-sm font-medium whitespace-nowrap',
        on ? 'border-brand bg-brand-soft text-brand-text' : 'border-line bg-surface text-ink hover:bg-sunken',
      )}
    >
      {icon}
      {children}
      {removable ? <X aria-hidden className="size-3.5" /> : null}
    </button>
  )
}
